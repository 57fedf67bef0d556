# show doctor: what is set up in a way that surprises people, and the cures.
qv# show doctor
1 checks, 0 findings
qv# show doctor checks
interface-buffers                    packets that interfaces lost for want of buffers
