"""Commands about a programme of visits as a whole.

What is drawn and planned here changes nothing; decisions go to the desk like any other.
"""
