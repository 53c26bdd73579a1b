"""报酬：编制 → 校验 → 本人确认 → 公示 → 监理、业主审核 → 乡镇审查 → 备案 → 代发 → 回单核对 → 扣发处理。

One batch per project and month, opened with the start and then month by month. A blocking finding
holds its own lines, never the batch; receipts of the bank are facts and are matched at any time.
实施意见三(四)；保障农民工工资支付条例11–15、31；国办函〔2022〕58号.
"""
