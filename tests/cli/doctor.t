# show doctor: what is set up in a way that surprises people, and the cures.
qv# show doctor
6 checks, 0 findings
qv# show doctor checks
host-interface-checksums             checksum offload, as on veth, where captures show wrong checksums
host-interface-kernel-address        interfaces on which the kernel's own stack answers too
host-interface-mtu                   MTUs above what the kernel, or a frame of the ring, takes
host-interface-qdisc-bypass          outgoing packets that tcpdump does not see
interface-buffers                    packets that interfaces lost for want of buffers
tap-host-side                        The host's side of taps is there, up, and in a namespace that can be entered
