"""The table of an answer: what is a case, a number or a bar."""

from app_pages.answer_rows import MOST_ROWS, table_view


def test_cases_open_and_values_are_words() -> None:
    view = table_view(
        [{"case_id": "c1", "response": "PR", "liver_lesion_count": {"min": 2, "max": None, "innumerable": False}}]
    )
    assert [column["case"] for column in view["columns"]] == [True, False, False]
    assert view["rows"] == [["c1", "PR (partial response)", "at least 2"]]
    assert not any(column["bar"] for column in view["columns"])


def test_the_first_figure_of_several_rows_has_bars() -> None:
    rows = [
        {"timing": "synchronous", "median": 21.456, "cases": 6},
        {"timing": "metachronous", "median": 26.45, "cases": 4},
    ]
    view = table_view(rows)
    assert [column["label"] for column in view["columns"] if column["bar"]] == ["Median"]
    assert view["rows"][0] == ["synchronous", 21.46, 6]
    assert not any(column["bar"] for column in table_view(rows[:1])["columns"])


def test_long_answers_are_cut() -> None:
    assert len(table_view([{"case_id": f"c{number}"} for number in range(MOST_ROWS + 5)])["rows"]) == MOST_ROWS
