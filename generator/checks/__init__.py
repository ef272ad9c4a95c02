"""审核关系 in the plain workbook: every check as a formula, its result on the sheet 校验, its mark at the cell.

``lines`` says which checks there are; ``letters`` writes one check as a formula that gives a letter; ``row_states``
puts those of a register's rows into hidden columns beside it; ``tally_sheet`` counts them on a hidden sheet;
``report_sheet`` is the sheet 校验; ``marks`` are the conditional formats; ``results`` gives the same values from
Python's findings; ``planning`` puts all of it into a plan.
"""
