from app.home.rules import Hit, matching

PAY = Hit("Payroll", "/collected/payroll", "What you are paid", "bank account")
BADGE = Hit("Door entry", "/collected/badge", "When you use your badge")
LOOKED = Hit("Who looked at your data", "/looked", "Each look: who, what, why and when")


def test_every_word_must_be_somewhere_in_the_page() -> None:
    assert matching([PAY, BADGE, LOOKED], "bank paid") == [PAY]
    assert matching([PAY, BADGE, LOOKED], "bank badge") == []


def test_a_word_in_the_title_comes_first() -> None:
    other = Hit("Allowances", "/a", "Paid with payroll")
    assert matching([other, PAY], "PAYROLL") == [PAY, other]


def test_nothing_asked_finds_nothing() -> None:
    assert matching([PAY], "  ") == []
    assert matching([PAY], "pay") == [PAY]
