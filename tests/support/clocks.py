"""A register whose clock is not that of the machine on which its test runs."""

from datetime import timedelta


def clock_ahead_by(by: timedelta) -> str:
    """What lets whoever connects to a database from then on find its clock ahead."""
    return f"""
        CREATE SCHEMA ahead;
        GRANT USAGE ON SCHEMA ahead TO PUBLIC;
        CREATE FUNCTION ahead.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
        $$ SELECT pg_catalog.clock_timestamp() + interval '{by.days} days' $$;
        DO $$ BEGIN EXECUTE format(
            'ALTER DATABASE %I SET search_path TO ahead, public, pg_catalog', current_database()
        ); END $$;
    """
