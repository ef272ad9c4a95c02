"""The language that the command speaks: the person's, in its help, its messages and what it says of a wrong command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.command import done, run


@pytest.mark.parametrize(
    ("changes", "is_chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_TW"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "C"}, False),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8", "QINGBIAO_LANG": "en"}, False),
    ],
)
def test_the_language_is_the_persons(changes: dict[str, str], is_chinese: bool, tmp_path: Path) -> None:
    said = run("generate", "没有", folder=tmp_path, **changes)
    assert (said.exit_code, said.codes) == (2, ["no-such-form"])
    assert ("没有“没有”" in said.err or "报表" in said.err) == is_chinese
    assert bool(re.search("[\u4e00-\u9fff]", done("--help", folder=tmp_path, **changes))) == is_chinese


@pytest.mark.parametrize(
    ("arguments", "chinese"),
    [
        ("vali", "没有 'vali' 这个命令。 是不是 'validate'？"),
        ("validate", "缺少参数 '文件|文件夹|通配符...'"),
        ("validate x --format foo", "'--format' / '-f' 的值不对：'foo' 不在 'text', 'json', 'html' 之中。"),
        ("validate x --jobs 两", "'--jobs' / '-j' 的值不对：'两' 不是数字。"),
        ("generate --year 2", "'--year' 的值不对：2 不在 2000<=x<=2100 之内。"),
        ("fill mee-2024 x.yaml --ou", "没有 '--ou' 这个选项。 是不是 '--out', '--rows'？"),
        ("read x --out", "选项 '--out' 后面要写值。"),
        ("list more", "多写了参数（more）。"),
        ("addin build --force=1", "选项 '--force' 后面不跟值。"),
    ],
)
def test_a_command_written_wrongly_is_told_in_the_persons_language(
    arguments: str, chinese: str, tmp_path: Path
) -> None:
    said = run(*arguments.split(), folder=tmp_path, QINGBIAO_LANG="zh")
    assert (said.exit_code, said.out) == (2, "")
    assert chinese in said.err
    english = run(*arguments.split(), folder=tmp_path, QINGBIAO_LANG="en")
    assert (english.exit_code, english.out) == (2, "")
    assert not re.search("[\u4e00-\u9fff]", english.err.replace("两", ""))


def test_chinese_comes_out_whole_where_the_locale_knows_none(tmp_path: Path) -> None:
    said = run("list", folder=tmp_path, LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (said.exit_code, said.err) == (0, "")
    assert "清洁生产审核工作情况年度报表" in said.out
