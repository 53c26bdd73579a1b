"""文书：以工代赈要素 r1–r12、附件。

Each of 实施方案、立项批复、资金拨付文件、施工合同 is a Document whose elements must be filled
(zero must be said) and agree with the others before it can be issued (意见四、五(一)；domain.md 4.4).
"""
