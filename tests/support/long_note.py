"""A note of twenty pages with all that a note may have, and letters that files spoil."""

from rules.prose import Block, Item, Listing, Paragraph, Run, tidy

_WORDS = (
    "Families told us that “named workers” – Zoë, Siân and Mr O’Brien among them – called every "
    "week; in the parents’ own words: ‘someone, at last, rang back’. Café visits, naïve forms and "
    "a £5 fee per 1½ hours were mentioned, and 5 * 3 visits in Penzance (−12%, ≥ 20 weeks, 2 °C)."
)


def _paragraph(number: int) -> Paragraph:
    stressed = Run("not once", emphasis=True)
    strong = Run(f"point {number}", strong=True)
    both = Run("ever", strong=True, emphasis=True)
    runs = (Run(f"{_WORDS} This was "), stressed, Run(", on "), strong, Run(" or "), both, Run("."))
    return Paragraph(tidy(runs))


def _item(words: str, *lists: Listing) -> Item:
    return Item((Run(words),), lists)


def _bullets(number: int) -> Listing:
    steps = Listing((_item(f"first, “{number}”"), _item("second: weiß")), 1)
    deeper = Listing((_item("deeper still", Listing((_item("deepest – à la carte"),))),))
    return Listing((_item("calls", steps), _item("letters", deeper), _item("- not an item")))


def long_note() -> tuple[tuple[str, tuple[Block, ...]], ...]:
    """Headings and what stands below each: some 9,500 words, twenty pages at twelve points."""
    return tuple(
        (
            f"Section {section}: what’s “next” – déjà vu",
            tuple(
                block
                for number in range(section * 9, section * 9 + 9)
                for block in (
                    _paragraph(number),
                    _bullets(number) if number % 3 else Listing((_item("x"), _item("y")), 7),
                    Paragraph((Run("1. not a list, nor *stressed*, nor a \\ mark"),)),
                )
            ),
        )
        for section in range(1, 13)
    )
