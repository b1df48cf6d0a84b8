"""`dondoc spec --generate`: a feature to start from, of which every scenario passes."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from cli import main


def test_what_is_generated_passes_as_it_is(tmp_path: Path) -> None:
    document = "kh-binh-dinh-2023"
    made = CliRunner().invoke(main, ["spec", "--generate", document, "--out", str(tmp_path)], catch_exceptions=False)
    text = (tmp_path / f"{document}.feature").read_text("utf-8")
    ran = CliRunner().invoke(main, ["spec", str(tmp_path)], catch_exceptions=False)
    again = CliRunner().invoke(main, ["spec", "--generate", document, "--out", str(tmp_path)], catch_exceptions=False)

    assert made.exit_code == 0
    assert ran.exit_code == 0, ran.stdout
    assert ", 0 không đạt" in ran.stdout
    for rule in ("Đường đi chính", "Điều bị từ chối", "Hạn", "Điều giữ với mọi nhiệm vụ"):
        assert f"  Quy tắc: {rule}\n" in text
    assert 'bị từ chối vì "chưa có kế hoạch"' in text
    assert "quá hạn 1 ngày" in text
    assert again.exit_code == 2


def test_a_document_without_work_in_the_year_is_refused() -> None:
    refused = CliRunner().invoke(main, ["spec", "--generate", "kh-binh-dinh-2023", "--year", "2025"])

    assert refused.exit_code == 2
