"""Writes firms.xls and firms.ods, the two workbooks the tests read that Rust cannot write.

    pip install xlwt odfpy && python make.py

Both hold the same table: a title over the whole width, a header of two rows with merged cells, a province
merged over two rows (XLS only), a date cell, an empty second sheet, and a row of totals.
"""

import datetime
from pathlib import Path

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

HERE = Path(__file__).parent
ROWS = [
    ("广东省", "深圳市", "甲数据有限公司", datetime.date(2015, 6, 1), 1200.5, 30),
    ("广东省", "广州市", "乙数据有限公司", datetime.date(2018, 3, 15), 800, 12),
    ("北京市", "北京市", "丙数据有限公司", datetime.date(2020, 12, 31), 50, 7),
]
TITLE = "数据企业名录（测试数据）"
TOP = ["省份", "城市", "企业名称", "成立日期", "企业情况", None]
BELOW = [None, None, None, None, "注册资本(万元)", "专利数"]


def xls():
    book = xlwt.Workbook()
    sheet = book.add_sheet("企业")
    sheet.write_merge(0, 0, 0, 5, TITLE)
    for column in range(4):
        sheet.write_merge(1, 2, column, column, TOP[column])
    sheet.write_merge(1, 1, 4, 5, TOP[4])
    sheet.write(2, 4, BELOW[4])
    sheet.write(2, 5, BELOW[5])
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    sheet.write_merge(3, 4, 0, 0, "广东省")
    sheet.write(5, 0, "北京市")
    for index, row in enumerate(ROWS):
        for column in range(1, 6):
            style = day if column == 3 else xlwt.Style.default_style
            sheet.write(index + 3, column, row[column], style)
    sheet.write(6, 0, "合计")
    sheet.write(6, 5, 49)
    book.add_sheet("空表")
    book.save(str(HERE / "firms.xls"))


def cell(value, **attributes):
    if value is None:
        return TableCell(**attributes)
    if isinstance(value, datetime.date):
        made = TableCell(valuetype="date", datevalue=value.isoformat(), **attributes)
    elif isinstance(value, (int, float)):
        made = TableCell(valuetype="float", value=value, **attributes)
    else:
        made = TableCell(valuetype="string", **attributes)
    made.addElement(P(text=str(value)))
    return made


def ods():
    document = OpenDocumentSpreadsheet()
    table = Table(name="企业")
    title = TableRow()
    title.addElement(cell(TITLE, numbercolumnsspanned=6))
    for _ in range(5):
        title.addElement(CoveredTableCell())
    table.addElement(title)
    for values in [TOP, BELOW, *ROWS, ["合计", None, None, None, None, 49]]:
        row = TableRow()
        for value in values:
            row.addElement(cell(value))
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.spreadsheet.addElement(Table(name="空表"))
    document.save(str(HERE / "firms.ods"))


xls()
ods()
