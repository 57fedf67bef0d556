// What 'show hardware-interfaces' says of host interfaces, and what 'show doctor' looks for.
#include "devices/af_packet/af_packet.h"
#include "engine/graph/doctor.h"
#include <stdio.h>

static void offloads_text(struct text *t, const char *when, u8 offloads)
{
	text_add(t, "\n  %s:", when);
	if (offloads & HOST_RX_CSUM)
		text_add(t, "\n   rx checksum");
	if (offloads & HOST_TX_CSUM)
		text_add(t, "\n   tx checksum");
	if (offloads & HOST_TSO)
		text_add(t, "\n   tcp segmentation offload");
	if (offloads & HOST_GSO)
		text_add(t, "\n   generic segmentation offload");
	if (offloads & HOST_GRO)
		text_add(t, "\n   generic receive offload");
}

static void shape_text(struct text *t, const struct af_packet_ring *r, const char *next)
{
	const struct af_packet_shape *s = &r->shape;

	text_add(t, "\n  block size:%u nr:%u  frame size:%u nr:%u next %s:%u", s->block_size,
		s->n_blocks, s->frame_size, s->n_frames, next, r->next);
}

// How many frames are in each state, by the bits of enum order: available, request, sending, wrong.
static void states_text(struct text *t, const struct af_packet_ring *r)
{
	u32 n[4] = {0};

	for (u32 i = 0; i < r->shape.n_frames; i++) {
		const u8 *frame = af_packet_frame(r, i);
		u32 status = r->version == TPACKET_V3
			? ((const struct tpacket3_hdr *)frame)->tp_status
			: ((const struct tpacket2_hdr *)frame)->tp_status;

		if (status & TP_STATUS_WRONG_FORMAT)
			n[3]++;
		else if (status & TP_STATUS_SENDING)
			n[2]++;
		else if (status & TP_STATUS_SEND_REQUEST)
			n[1]++;
		else
			n[0]++;
	}
	text_add(t, "\n  available:%u request:%u sending:%u wrong:%u total:%u", n[0], n[1], n[2],
		n[3], r->shape.n_frames);
}

void af_packet_hardware_text(struct text *t, const struct interface *i, bool)
{
	const struct af_packet *d = i->device;

	text_add(t, "Linux PACKET socket interface v%u", d->version + 1);
	text_add(t, "\nFEATURES:\n  qdisc-bpass-%s\n  cksum-gso-%s",
		d->qdisc_bypass ? "enabled" : "disabled", d->cksum_gso ? "enabled" : "disabled");
	if (!d->cksum_gso && d->l4_cksum)
		text_add(t, "\n  l4-cksum-enabled");
	if (!d->host_index) {
		text_add(t, "\nThere is no interface %s now", d->host);
		return;
	}
	text_add(t, "\nHost Interface Offload:");
	offloads_text(t, "creation time", d->offloads_at_start);
	offloads_text(t, "now", host_offloads(d->host));
	for (u32 n = 0; n < d->n_rx; n++) {
		text_add(t, "\nRX Queue %u:", n);
		shape_text(t, &d->rx[n].ring, d->version == TPACKET_V3 ? "block" : "frame");
	}
	for (u32 n = 0; n < d->n_tx; n++) {
		text_add(t, "\nTX Queue %u:", n);
		shape_text(t, &d->tx[n].ring, "frame");
		states_text(t, &d->tx[n].ring);
	}
}

#define EACH_HOST_INTERFACE(i, d) \
	for (u32 i = interface_next(0); i != INDEX_NONE; i = interface_next(i + 1)) \
		for (const struct af_packet *d = af_packet_at(i); d; d = NULL)

static void bypass_run(struct doctor_report *r)
{
	char cure[128];

	EACH_HOST_INTERFACE(i, d)
	{
		if (!d->qdisc_bypass)
			continue;
		snprintf(cure, sizeof(cure), "set host-interface qdisc-bypass %s disable",
			interface_name(i));
		doctor_find(r, DOCTOR_NOTE, interface_name(i), cure,
			"what it sends bypasses the kernel's queues: tcpdump on %s does not see it",
			d->host);
	}
}

static const struct doctor_check bypass_check = {.name = "host-interface-qdisc-bypass",
	.help = "outgoing packets that tcpdump does not see",
	.run = bypass_run};
DOCTOR_REGISTER(bypass_check);

static void checksums_run(struct doctor_report *r)
{
	char cure[128];

	EACH_HOST_INTERFACE(i, d)
	{
		if (!d->host_index || !(host_offloads(d->host) & HOST_TX_CSUM) || !d->cksum_gso)
			continue;
		snprintf(cure, sizeof(cure), "ethtool -K %s tx off (and so at its peer)", d->host);
		doctor_find(r, DOCTOR_NOTE, interface_name(i), cure,
			"checksums are left to the other side of %s (offload on): captures show "
			"wrong "
			"ones, and Quiver passes them on as such",
			d->host);
	}
}

static const struct doctor_check checksums_check = {.name = "host-interface-checksums",
	.help = "checksum offload, as on veth, where captures show wrong checksums",
	.run = checksums_run};
DOCTOR_REGISTER(checksums_check);

static void mtu_run(struct doctor_report *r)
{
	char cure[128];

	EACH_HOST_INTERFACE(i, d)
	{
		u32 ours = interface_at(i)->mtu[MTU_L3];

		if (d->host_mtu && ours > d->host_mtu) {
			snprintf(cure, sizeof(cure), "set interface mtu %u %s", d->host_mtu,
				interface_name(i));
			doctor_find(r, DOCTOR_WARNING, interface_name(i), cure,
				"its MTU %u is above %u, the MTU of %s: the kernel drops what is "
				"larger",
				ours, d->host_mtu, d->host);
		}
		if (d->rx_shape.frame_size < d->host_mtu + 128 && d->version == TPACKET_V2) {
			snprintf(
				cure, sizeof(cure), "create it with rx-size %u", d->host_mtu + 256);
			doctor_find(r, DOCTOR_WARNING, interface_name(i), cure,
				"frames of its receive ring hold %u bytes, the MTU of %s is %u: "
				"larger "
				"packets are cut off",
				d->rx_shape.frame_size, d->host, d->host_mtu);
		}
	}
}

static const struct doctor_check mtu_check = {.name = "host-interface-mtu",
	.help = "MTUs above what the kernel, or a frame of the ring, takes",
	.run = mtu_run};
DOCTOR_REGISTER(mtu_check);

static void address_run(struct doctor_report *r)
{
	char cure[128];

	EACH_HOST_INTERFACE(i, d)
	{
		if (!d->host_index || !host_has_address(d->host))
			continue;
		snprintf(cure, sizeof(cure), "ip addr flush dev %s", d->host);
		doctor_find(r, DOCTOR_WARNING, interface_name(i), cure,
			"%s has an IPv4 address of the kernel's: the kernel's stack answers for it "
			"too, and resets connections to it that Quiver has",
			d->host);
	}
}

static const struct doctor_check address_check = {.name = "host-interface-kernel-address",
	.help = "interfaces on which the kernel's own stack answers too",
	.run = address_run};
DOCTOR_REGISTER(address_check);
