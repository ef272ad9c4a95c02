"""The shape of a form's YAML: what may be written, as pydantic models. The JSON Schema for editors comes from here.

Only the shape is decided here. What the words mean together (ids, expressions, factors) is resolved in
:mod:`qingbiao.load`, which turns these models into a frozen :class:`qingbiao.form.Edition`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic.json_schema import models_json_schema

from qingbiao.years import YEARS

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Path = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=200)]
PathWithWords = Annotated[
    str,
    Field(pattern=r"^(<[a-z][a-z0-9_]*>|[a-z][a-z0-9_]*)(\.(<[a-z][a-z0-9_]*>|[a-z][a-z0-9_]*))*$", max_length=200),
]
"""A path of which ``each`` replaces parts: ``<resources>.total.power``."""

Text = Annotated[str, Field(min_length=1)]
Items = Annotated[list[dict[Id, str | int | float]], Field(min_length=1)]
Each = Items | Id
"""What ``each`` goes over: items, or the name of such in the head of the form."""

FieldType = Literal["text", "count", "quantity", "percent", "date", "choice", "code", "credit_code", "phone"]
Severity = Literal["mandatory", "verify", "hint"]
CollectWay = Literal["count", "sum", "join", "each"]
Rollup = Literal["sum", "concatenate", "list", "recompute", "none"]


class Shape(BaseModel):
    """Base of all shapes: unknown keys are faults, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Collect(Shape):
    """How a bureau's field comes out of the enterprises' filings: one way, over those ``where`` holds."""

    count: str | None = Field(None, description="满足条件的企业数")
    sum: str | None = Field(None, description="各企业此式之和")
    join: Path | None = Field(None, description="各企业此指标的文字，去重后连写")
    each: Path | None = Field(None, description="名录的列：一家企业一行，取此指标")
    where: str | None = Field(None, description="只算满足此条件的企业")

    @model_validator(mode="after")
    def _one_way(self) -> Collect:
        if len(list(self._ways())) != 1:
            raise ValueError("collect-one-way")
        return self

    def _ways(self) -> Iterator[tuple[CollectWay, str]]:
        ways: tuple[tuple[CollectWay, str | None], ...] = (
            ("count", self.count),
            ("sum", self.sum),
            ("join", self.join),
            ("each", self.each),
        )
        yield from ((way, text) for way, text in ways if text is not None)

    def way(self) -> tuple[CollectWay, str]:
        """The one way it is written, and its expression."""
        return next(self._ways())


class Column(Shape):
    """A node of a header tree: a group when it has ``columns``, otherwise one field (or one column of fields)."""

    id: Id | None = Field(None, description="编号：全年不变的英文名；分组可以没有")
    label: Text = Field(description="指标名称；[1] 这样的注号原样写在其中")
    columns: list[Column] | None = Field(None, description="下级表头")
    heading: str | None = Field(None, description="表头上印的字，若与“名称[注]（单位）”不同")
    type: FieldType | None = Field(None, description="指标类型；写了 value 的是计算指标")
    unit: str | None = Field(None, description="计量单位；写在分组上则下级共用")
    note: int | list[int] | None = Field(None, description="表下注的号")
    required: bool = Field(False, description="是否必填")
    may_be_na: bool = Field(False, description="是否可填“/”（不适用）")
    min: float | None = Field(None, description="最小值")
    max: float | None = Field(None, description="最大值")
    decimals: int | None = Field(None, ge=0, le=9, description="小数位数：填报指标的最多位数，计算指标四舍五入到此")
    max_length: int | None = Field(None, ge=1, le=8000, description="文字最多字数")
    choices: list[Text] | None = Field(None, description="可选的几个词")
    code_list: str | None = Field(None, alias="list", description="代码表的编号（spec/codes/）")
    level: str | None = Field(None, description="代码表的层级，用于逐级选择")
    under: Path | None = Field(None, description="上一级的指标，用于逐级选择")
    accept_other: bool = Field(False, description="表外的写法是否也收下（另作提示）")
    value: str | None = Field(None, description="计算公式")
    reported: bool = Field(False, description="计算指标旁是否留一格，抄录纸质表上原报的数")
    prompt: str | None = Field(None, max_length=255, description="选中单元格时的提示，若与自动提示不同")
    width: float | None = Field(None, gt=0, le=120, description="列宽（汉字半角宽度数）")
    lines: int = Field(1, ge=1, le=40, description="预留行数")
    inline: bool = Field(False, description="名称印在填报格左边而不是上边")
    feeds: Path | list[Path] | None = Field(None, description="企业表：供给主管部门表的哪个（哪些）指标")
    collect: Collect | None = Field(None, description="主管部门表：由企业表怎样汇总得来")
    rollup: Rollup | None = Field(None, description="逐级汇总方式")


class Register(Shape):
    """One row per enterprise, file, agency, …"""

    row: Text = Field(description="一行是什么：企业、文件、机构……")
    key: Id = Field(description="哪一列认定一行")
    capacity: int = Field(10, ge=1, le=100_000, description="预留行数")
    grows: bool = Field(False, description="--rows N 是否改变它的行数")
    numbered: str | None = Field("序号", description="序号列的名称；null 为不要序号列")
    same_rows_as: Path | None = Field(None, description="与哪个名录逐行对应")
    collect: str | None = Field(None, description="主管部门表：哪些企业各占一行（条件）")


class Row(Shape):
    """One named row of a block."""

    id: Id
    label: Text
    number: str | None = Field(None, description="印在前面的序号")
    note: int | list[int] | None = Field(None, description="本行各格提示中的注号")
    required: bool | None = Field(None, description="本行是否必填，若与列不同")


class Heads(Shape):
    """What stands over the row heads of a block with named rows."""

    label: str = Field("", description="行名称列的表头")
    number: str | None = Field(None, description="序号列的表头")
    width: float = Field(24, gt=0)


class Total(Shape):
    """A register's total row."""

    label: Text = "合计"
    of: list[Id] = Field(min_length=1, description="合计哪些列")
    reported: bool = Field(False, description="合计旁是否留一格抄录原报的数")


class Block(Shape):
    """One header tree over one group of rows."""

    id: Id | None = Field(None, description="块的编号；栏里只有一块时可省")
    title: str | None = Field(None, description="块左边的标题")
    columns: list[Column] | None = Field(None, description="表头")
    fields: list[Column] | None = Field(None, description="一排“名称、填报格”成对的指标")
    across: int = Field(2, ge=1, le=6, description="fields：一行放几对")
    rows: list[Row] | None = Field(None, description="有名称的各行")
    heads: Heads = Field(default_factory=lambda: Heads.model_validate({}), description="行名称列的表头")
    register_: Register | None = Field(None, alias="register", description="名录")
    total: Total | None = Field(None, description="合计行")
    header: bool = Field(True, description="是否印表头")
    border: bool = Field(True, description="是否画框线")
    weight: float = Field(1, gt=0, description="并排时占的宽度")
    title_width: float = Field(12, gt=0, description="左边标题的宽度")

    @model_validator(mode="after")
    def _one_way_to_say_columns(self) -> Block:
        if self.columns is not None and self.fields is not None:
            raise ValueError("columns-or-fields")
        if self.register_ is not None and self.rows is not None:
            raise ValueError("register-or-rows")
        if self.register_ is not None and self.fields is not None:
            raise ValueError("register-columns")
        return self


class Beside(Shape):
    """Blocks that stand side by side."""

    beside: list[Block] = Field(min_length=2, max_length=4, description="并排的块，从左到右")


def _beside_or_block(value: Any) -> str:
    return "beside" if isinstance(value, Beside) or (isinstance(value, dict) and "beside" in value) else "block"


Band = Annotated[
    Annotated[Block, Tag("block")] | Annotated[Beside, Tag("beside")],
    Discriminator(_beside_or_block),
]


class Section(Block):
    """One 栏 of a table: one block written directly, or several stacked under ``blocks``."""

    id: Id
    sheet: str | None = Field(None, description="从这一栏起另用一张工作表")
    title_at: Literal["left", "top"] = Field("left", description="栏标题印在左边还是上边")
    blocks: list[Band] | None = Field(None, description="上下叠放的块")
    rollup: Rollup | None = Field(None, description="本栏各指标的逐级汇总方式")

    @model_validator(mode="after")
    def _blocks_or_own(self) -> Section:
        if (self.blocks is None) == (self.columns is None and self.fields is None):
            raise ValueError("blocks-or-columns")
        return self


class Check(Shape):
    """审核关系: a condition that should hold."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)] = Field(
        description="编号：固定不变，报告中引用"
    )
    each: Each | None = Field(
        None, description="写成几条：每项一条，编号是该项的 id 加本条的 id；文字和算式里的 <词> 换成该项的词"
    )
    severity: Severity = Field(description="强制性 mandatory、核实性 verify、提示性 hint")
    for_: PathWithWords | None = Field(None, alias="for", description="逐行审核的名录")
    when: str | None = Field(None, description="只在此条件成立时审核")
    expect: str = Field(description="应当成立的条件")
    at: PathWithWords | None = Field(None, description="问题标在哪个指标上；不写为 expect 中的第一个")
    say: Text = Field(description="不成立时怎么说；花括号中可写算式")
    fix: Text = Field(description="该怎么办")
    where: Literal["everywhere", "desk"] = Field("everywhere", description="desk：只在接收处审核")
    why_desk: str | None = Field(None, description="为什么工作簿里审核不了")


class Checks(Shape):
    """Several checks written once for several tables alike."""

    each: Each = Field(description="每项把下面各条写一遍，编号前加该项的 id，<词> 换成该项的词")
    checks: list[Check] = Field(min_length=1)


def _check_or_checks(value: Any) -> str:
    """Several checks have ``checks``."""
    return "checks" if isinstance(value, Checks) or (isinstance(value, dict) and "checks" in value) else "check"


class Table(Shape):
    """One table of the form: one or more worksheets."""

    table: Id
    sheet: Text = Field(description="工作表名，至多 31 字")
    above: str | None = Field(None, description="标题之上左边印的字，如“表1”“附件1”")
    title: Text = Field(description="表题")
    orientation: Literal["portrait", "landscape"] = Field("portrait", description="A4 纸纵向或横向")
    width: float | None = Field(None, gt=20, le=250, description="表的总宽（半角字符数）")
    heads: list[Text] | None = Field(
        None, min_length=2, max_length=2, description="表头第一行：左边标题列、右边各块之上印的字"
    )
    notes: list[Text] = Field(default_factory=list, description="表下注，依次为 [1]、[2]……")
    notes_title: str = Field("注：", description="表下注的标题；以冒号结尾的与第一条同行，否则独占一行")
    instructions: list[Text] = Field(default_factory=list, description="填报说明，依次为（1）、（2）……")
    instructions_title: str = Field("填报说明：", description="填报说明的标题")
    sections: list[Section] = Field(min_length=1)
    checks: list[
        Annotated[
            Annotated[Check, Tag("check")] | Annotated[Checks, Tag("checks")],
            Discriminator(_check_or_checks),
        ]
    ] = Field(default_factory=list, description="审核关系")


class Parameter(Shape):
    """A factor or coefficient shown on the sheet 参数; expressions call it ``factor.<id>``."""

    id: Id
    label: Text
    unit: str = ""
    note: str = Field("", description="怎样选、依据什么")
    table: str | None = Field(None, description="因子表（spec/factors/）：在参数表上逐级选择")
    choose: dict[str, str | int] = Field(default_factory=dict, description="因子表的默认选择")
    fuel: str | None = Field(None, description="能源折标准煤系数表中的能源")
    value: float | None = Field(None, description="数值")
    min: float | None = None
    max: float | None = None
    decimals: int = Field(4, ge=0, le=9)
    source: str = Field("", description="数值的出处")
    fixed: bool = Field(False, description="不许改")


class Kind(Shape):
    """One workbook kind of an edition: who fills it, with which tables."""

    id: Id
    label: Text = Field(description="填报对象")
    file: Text = Field(description="生成的文件名（不带扩展名）")
    tables: list[Id] = Field(min_length=1)
    unit: Path | None = Field(None, description="哪个指标是填报单位的名称")
    collects_from: Id | None = Field(None, description="由哪个填报对象的表汇总而来")
    parameters: list[Id] | None = Field(None, description="用到的参数；不写则为全部")
    guide: list[Text] = Field(default_factory=list, description="填报说明表上的话，一段一条")


class Edition(Shape):
    """The head of an edition, ``form.yaml``."""

    form: Id
    edition: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Text
    issuer: str = ""
    source: str = Field("", description="依据的文件")
    year: int = Field(ge=YEARS.start, le=YEARS.stop - 1, description="报告年度")
    kinds: list[Kind] = Field(min_length=1)
    parameters: list[Parameter] = Field(default_factory=list)
    each: dict[Id, Items] = Field(default_factory=dict, description="几处审核关系的 each 共用的项，各有一个名称")


def json_schema() -> dict[str, Any]:
    """JSON Schema of the two kinds of file, for editors: ``form.yaml`` (Edition) or a table file (Table)."""
    _, defs = models_json_schema([(Edition, "validation"), (Table, "validation")], by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "清表 spec",
        "anyOf": [{"$ref": "#/$defs/Edition"}, {"$ref": "#/$defs/Table"}],
        **defs,
    }
