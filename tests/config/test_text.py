from dieuhanh.config.text import fold, nfc, sort_key


def test_it_folds_case_and_diacritics() -> None:
    assert fold("Đăng ký Khai sinh") == "dang ky khai sinh"


def test_it_composes() -> None:
    assert nfc("Ho\u0300a Bi\u0300nh ") == "Hòa Bình"


def test_it_sorts_as_a_vietnamese_dictionary_does() -> None:
    names = [
        "Đà Nẵng",
        "Đắk Lắk",
        "Cà Mau",
        "Cao Bằng",
        "Điện Biên",
        "An Giang",
        "Ân Thi",
        "Ăn",
        "Bà Rịa",
        "Cần Thơ",
        "Du",
        "Đu",
    ]
    assert sorted(names, key=sort_key) == [
        "An Giang",
        "Ăn",
        "Ân Thi",
        "Bà Rịa",
        "Cà Mau",
        "Cao Bằng",
        "Cần Thơ",
        "Du",
        "Đà Nẵng",
        "Đắk Lắk",
        "Điện Biên",
        "Đu",
    ]


def test_no_mark_that_turns_the_direction_of_writing_is_kept() -> None:
    assert nfc("Lý do \u202eđảo ngược\u202c, \u2066tách\u2069") == "Lý do đảo ngược, tách"
    assert nfc("e\u202e\u0301") == "é"
