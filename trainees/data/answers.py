"""Yes and no as people write them into tables."""

YES = frozenset({"是", "通过", "已通过", "合格", "有", "1", "y", "yes", "√"})
NO = frozenset({"", "否", "未通过", "不合格", "无", "没有", "0", "n", "no", "-", "–"})
