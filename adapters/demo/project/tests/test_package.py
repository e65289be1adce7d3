import plainly


def test_the_package_says_what_it_is_for():
    assert "plain words" in plainly.__doc__
