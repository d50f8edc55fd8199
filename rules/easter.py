"""When Easter is."""

from datetime import date, timedelta


def good_friday(year: int) -> date:
    """Good Friday, by the Gregorian calendar.

    The anonymous algorithm that Meeus gives (Astronomical Algorithms, chapter 8), which counts the
    moon of the church and not the one in the sky.
    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, rest = divmod(century, 4)
    lunar = (8 * century + 13) // 25
    epact = (19 * golden + century - leap_centuries - lunar + 15) % 30
    leaps, odd = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * leaps - epact - odd) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1) - timedelta(days=2)
