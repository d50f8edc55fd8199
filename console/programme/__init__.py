"""Commands on programmes of visits, on selection and on planning."""
