"""Times, measured side by side in one run; counts and ratios are in the tests."""
