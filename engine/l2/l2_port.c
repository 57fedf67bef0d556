// Ports: interfaces that bridge or cross-connect.
#include "engine/l2/l2_port_private.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/init.h"
#include "engine/l2/l2fib.h"
#include "engine/net/ethernet_input.h"
#include "engine/net/interface.h"

// What a member of a bridge has on by itself.
#define PORT_FEATURES (BRIDGE_FEATURES | 1u << L2_DROP)

// By sw_if_index. Beside them what only the main thread needs.
static struct l2_port *ports;
static struct l2_port_control *controls;

struct l2_ports l2_ports(void)
{
	return (struct l2_ports){.at = ports, .n = vec_n(ports)};
}

const struct l2_port *l2_port_at(u32 interface)
{
	return interface < vec_n(ports) && ports[interface].mode ? &ports[interface] : NULL;
}

static void reach(u32 interface)
{
	vec_reach(ports, interface);
	vec_reach(controls, interface);
}

struct l2_port *l2_port_place(u32 interface)
{
	reach(interface);
	return &ports[interface];
}

struct l2_port_control *l2_port_control(u32 interface)
{
	reach(interface);
	return &controls[interface];
}

void l2_port_derive(u32 interface)
{
	struct l2_port *p = &ports[interface];
	const struct bridge *b = bridge_at(p->bridge);

	p->features = p->own_features;
	if (p->mode == L2_MODE_BRIDGE) {
		p->features &= b->features | ~(u32)BRIDGE_FEATURES;
		p->ages = b->mac_age;
		p->sequence = (u16)(b->sequence << 8 | controls[interface].sequence);
	}
	if (l2_rewrite_is_set(&p->in))
		p->features |= 1u << L2_VTR;
	else
		p->features &= ~(1u << L2_VTR);
}

void l2_ports_update(const struct bridge *b)
{
	VEC_EACH (b->members, m)
		l2_port_derive(m->interface);
}

void l2_port_forget_all_learned(u32 interface)
{
	controls[interface].sequence++;
	l2_port_derive(interface);
}

u8 l2_port_sequence(u32 interface)
{
	return interface < vec_n(controls) ? controls[interface].sequence : 0;
}

// ---- Members ----

static void member_remove(struct bridge *b, u32 interface)
{
	VEC_EACH (b->members, m) {
		if (m->interface == interface) {
			vec_remove(b->members, m - b->members);
			break;
		}
	}
	if (b->bvi == interface)
		b->bvi = INDEX_NONE;
	if (b->uu_fwd == interface) {
		b->uu_fwd = INDEX_NONE;
		b->features &= ~(1u << L2_UU_FWD);
	}
}

// The BVI goes first, so that floods come to it last, when nobody else needs the packet.
static void member_add(struct bridge *b, u32 interface, enum l2_port_type type, u8 group)
{
	const struct interface *i = interface_at(interface);
	struct bridge_member m = {.interface = interface,
		.group = group,
		.type = type,
		.flooded = type == L2_PORT_BVI ||
			(type == L2_PORT_NORMAL && !i->interface_class->no_flood)};

	vec_push(b->members, m);
	if (type == L2_PORT_BVI) {
		memmove(b->members + 1, b->members, (vec_n(b->members) - 1) * sizeof(m));
		b->members[0] = m;
		b->bvi = interface;
	}
	if (type == L2_PORT_UU_FWD) {
		b->uu_fwd = interface;
		b->features |= 1u << L2_UU_FWD;
	}
}

static bool is_bvi_of(u64 key, u64 value, const void *arg)
{
	u32 interface = *(const u32 *)arg;

	return mac_flags(value) & MAC_BVI && mac_interface(value) == interface &&
		key >> 48 == ports[interface].bridge;
}

// At the barrier: the interface is nothing here any more.
static void leave(u32 interface)
{
	struct l2_port *p;

	reach(interface);
	p = &ports[interface];
	if (p->mode == L2_MODE_BRIDGE) {
		struct bridge *b = bridge_at(p->bridge);

		if (p->type == L2_PORT_BVI)
			l2fib_remove(is_bvi_of, &interface, NULL);
		member_remove(b, interface);
		l2_ports_update(b);
		controls[interface].sequence++;
	}
	*p = (struct l2_port){0};
	controls[interface].tags = (struct l2_tag_settings){0};
}

// What is sent to the interface leaves by its output node.
static int reach_output(u32 interface)
{
	int next = interface_output_next(node_by_name("l2-output"), interface);

	if (next < 0)
		return next;
	ports[interface].output_next = ports[interface].output_way = (u16)next;
	ports[interface].out_features = 1u << L2_OUTPUT_OUTPUT;
	return 0;
}

static int check_ethernet(u32 interface, const char *what)
{
	const struct interface *i = interface_at(interface);

	if (!i)
		return error(ERR_NO_SUCH_INTERFACE, "no interface with index %u", interface);
	if (!i->interface_class->is_ethernet)
		return error(ERR_NOT_ETHERNET, "%s must be ethernet", what);
	return 0;
}

static int bridge_get(u32 id, struct bridge **b)
{
	struct bridge_settings s = {.id = id, .features = BRIDGE_FEATURES_DEFAULT};
	int code = 0;

	*b = bridge_by_id(id);
	if (!*b)
		code = bridge_create(&s);
	if (code == 0)
		*b = bridge_by_id(id);
	return code;
}

int l2_port_bridge(u32 interface, u32 id, enum l2_port_type type, u8 group)
{
	int code = check_ethernet(interface, "bridged interface");
	struct bridge *b = bridge_by_id(id);
	struct l2_port *p;

	if (code < 0)
		return code;
	if (b && type == L2_PORT_BVI && b->bvi != INDEX_NONE && b->bvi != interface)
		return error(ERR_BRIDGE_HAS_BVI, "bridge-domain already has a bvi interface");
	// What a BVI sends comes in by its tx node alone.
	code = ethernet_input_take(interface, ETHERNET_L2, "l2-input");
	if (code == 0)
		code = bridge_get(id, &b);
	if (code < 0)
		return code;
	barrier_begin();
	leave(interface);
	p = &ports[interface];
	*p = (struct l2_port){
		.bridge = b->index, .group = group, .mode = L2_MODE_BRIDGE, .type = type};
	code = reach_output(interface);
	l2_port_own_tags(interface, &p->own);
	member_add(b, interface, type, group);
	p->own_features = PORT_FEATURES;
	// Its address is known; what it sends is from nobody else.
	if (type == L2_PORT_BVI)
		p->own_features &= ~(1u << L2_LEARN);
	controls[interface].sequence++;
	l2_ports_update(b);
	barrier_end();
	l2fib_age_wake();
	if (code == 0 && type == L2_PORT_BVI)
		code = l2fib_add(interface_at(interface)->mac, b->index, interface,
			MAC_BVI | MAC_STATIC | MAC_AGE_NOT);
	return code;
}

int l2_port_xconnect(u32 interface, u32 peer)
{
	int code = check_ethernet(interface, "interface");

	if (code == 0)
		code = check_ethernet(peer, "peer interface");
	if (code == 0 && peer == interface)
		code = error(ERR_INVALID_VALUE, "an interface cannot be its own peer");
	if (code == 0)
		code = ethernet_input_take(interface, ETHERNET_L2, "l2-input");
	if (code < 0)
		return code;
	barrier_begin();
	leave(interface);
	reach(peer);
	ports[interface] = (struct l2_port){.mode = L2_MODE_XCONNECT,
		.peer = peer,
		.own_features = 1u << L2_XCONNECT | 1u << L2_DROP};
	l2_port_own_tags(interface, &ports[interface].own);
	code = reach_output(interface);
	// The peer need not be a port of anything to be sent to.
	if (code == 0 && !ports[peer].mode)
		code = reach_output(peer);
	l2_port_derive(interface);
	barrier_end();
	return code;
}

// Others that send to 'interface' and to nothing else.
static bool is_peer(u32 interface)
{
	VEC_EACH (ports, p)
		if (p->mode == L2_MODE_XCONNECT && p->peer == interface)
			return true;
	return false;
}

int l2_port_route(u32 interface)
{
	int code = check_ethernet(interface, "interface");

	if (code < 0 || !l2_port_at(interface))
		return code;
	barrier_begin();
	leave(interface);
	if (is_peer(interface))
		code = reach_output(interface);
	barrier_end();
	ethernet_input_take(interface, ETHERNET_L2, NULL);
	l2fib_age_wake();
	return code;
}

int l2_port_set_feature(u32 interface, enum l2_feature f, bool on)
{
	if (!l2_port_at(interface) || ports[interface].mode != L2_MODE_BRIDGE)
		return error(ERR_INVALID_VALUE, "%s is not in a bridge domain",
			interface_name(interface));
	barrier_begin();
	if (on)
		ports[interface].own_features |= 1u << f;
	else
		ports[interface].own_features &= ~(1u << f);
	l2_port_derive(interface);
	barrier_end();
	return 0;
}

static bool points_to(u64, u64 value, const void *arg)
{
	return mac_interface(value) == *(const u32 *)arg;
}

static void on_delete(struct interface *i)
{
	if (i->index >= vec_n(ports))
		return;
	barrier_begin();
	leave(i->index);
	// Its index will be another's.
	VEC_EACH (ports, p)
		if (p->mode == L2_MODE_XCONNECT && p->peer == i->index)
			p->peer = INDEX_NONE;
	barrier_end();
	l2fib_remove(points_to, &i->index, NULL);
}

static void on_mac(struct interface *i)
{
	const struct l2_port *p = l2_port_at(i->index);

	if (!p || p->type != L2_PORT_BVI)
		return;
	l2fib_remove(is_bvi_of, &i->index, NULL);
	l2fib_add(i->mac, p->bridge, i->index, MAC_BVI | MAC_STATIC | MAC_AGE_NOT);
}

static const struct interface_hook l2_port_hook = {.on_delete = on_delete, .on_mac = on_mac};
INTERFACE_HOOK_REGISTER(l2_port_hook);
