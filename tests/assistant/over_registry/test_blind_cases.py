"""What a person has yet to abstract blind is in no answer of that person."""

from pathlib import Path

from assistant import ask
from registry import blind_store
from registry.store import Registry
from review.rights import Person, Role


def test_blind_cases_are_left_out(samples: Path, tmp_path: Path) -> None:
    path = tmp_path / "blind.duckdb"
    path.write_bytes(samples.read_bytes())
    ada, bob, eve = (Person(name.lower(), name, Role.ABSTRACTOR) for name in ("Ada", "Bob", "Eve"))
    with Registry.open(path) as registry:
        draw = blind_store.Draw("d1", "ada", "bob", 10.0, "seed", "eve", "2026-01-01T00:00:00+00:00")
        blind_store.append_draw(registry, draw, ["case_002"])
        for person, seen in ((ada, False), (bob, False), (eve, True)):
            answer = ask(registry, person, "Which patients are RAS mutant?")
            assert ("case_002" in [row["case_id"] for row in answer.value]) is seen
            assert all("case_002" not in cite.note_id for cite in answer.cites) is not seen
            assert ("abstract blind" in answer.text) is not seen
            assert ask(registry, person, "How many patients had PVE?").value == int(seen)
            assert ask(registry, person, "Median CEA by response").sql.count("case_002") == 0
