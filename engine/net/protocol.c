// The protocols known by number: what is registered, and names for the rest.
#include "engine/net/protocol.h"
#include "engine/base/error.h"
#include "engine/base/registry_late.h"
#include "engine/base/vec.h"
#include "engine/graph/node.h"
#include "engine/net/protocol_names.h"
#include <pthread.h>
#include <stdlib.h>

// By layer, in order of number. Built from the registry, and anew when a plugin comes; read by any
// thread in between.
static struct protocol *tables[LAYERS];
static pthread_once_t built = PTHREAD_ONCE_INIT;

// The main thread's: who gives packets to a layer's nodes, and what the plugin that came last has
// there.
struct carrier {
	int (*add)(u16 number, const char *node);
	void (*remove)(u16 number);
};
static struct carrier *carriers[LAYERS]; // vecs
static const struct protocol **carried;	 // vec

static struct protocol *table_find(enum protocol_layer layer, u16 number)
{
	struct protocol *table = tables[layer];
	u32 low = 0, high = vec_n(table);

	while (low < high) {
		u32 middle = (low + high) / 2;

		if (table[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < vec_n(table) && table[low].number == number ? &table[low] : NULL;
}

static int by_number(const void *a, const void *b)
{
	const struct protocol *p = a, *q = b;

	return (p->number > q->number) - (p->number < q->number);
}

// A protocol may be registered in parts: its name and text by one file, its node by another.
static bool is_clash(const struct protocol *known, const struct protocol *p)
{
	return (p->node && known->node) || (p->text && known->text);
}

static void merge(struct protocol *into, const struct protocol *p, const struct registration *r)
{
	if (is_clash(into, p))
		panic("%s:%d: protocol %u (%s) is registered twice", r->file, r->line, p->number,
			p->name);
	if (p->name)
		into->name = p->name;
	if (p->node)
		into->node = p->node;
	if (p->text)
		into->text = p->text;
}

static void build_without(const void *owner)
{
	for (u32 layer = 0; layer < LAYERS; layer++) {
		u32 n;
		const struct protocol *names = protocol_builtin_names(layer, &n);

		vec_clear(tables[layer]);
		for (u32 i = 0; i < n; i++)
			vec_push(tables[layer], names[i]);
	}
	REGISTRY_EACH (r, REGISTRY_PROTOCOL) {
		const struct protocol *p = r->object;
		struct protocol *known = table_find(p->layer, p->number);

		if (owner && r->owner == owner)
			continue;
		if (known) {
			merge(known, p, r);
			continue;
		}
		vec_push(tables[p->layer], *p);
		qsort(tables[p->layer], vec_n(tables[p->layer]), sizeof(*p), by_number);
	}
}

static void build(void)
{
	build_without(NULL);
}

static int carrier_add(const struct carrier *c, const struct protocol *p)
{
	int status = p->node ? c->add(p->number, p->node) : 0;

	return status ? error_within(status, "protocol %#x", p->number) : 0;
}

int protocol_carry(enum protocol_layer layer, int (*add)(u16 number, const char *node),
	void (*remove)(u16 number))
{
	const struct carrier c = {.add = add, .remove = remove};
	const struct protocol *p;
	int status = 0;

	vec_push(carriers[layer], c);
	for (u32 i = 0; !status && (p = protocol_at(layer, i)); i++)
		status = carrier_add(&c, p);
	return status;
}

const struct protocol *protocol_by_number(enum protocol_layer layer, u16 number)
{
	pthread_once(&built, build);
	return table_find(layer, number);
}

const struct protocol *protocol_by_name(enum protocol_layer layer, const char *name)
{
	pthread_once(&built, build);
	VEC_EACH (tables[layer], p)
		if (p->name && !strcmp(p->name, name))
			return p;
	return NULL;
}

const struct protocol *protocol_at(enum protocol_layer layer, u32 i)
{
	pthread_once(&built, build);
	return i < vec_n(tables[layer]) ? &tables[layer][i] : NULL;
}

void protocol_name_text(struct text *t, enum protocol_layer layer, u16 number)
{
	const struct protocol *p = protocol_by_number(layer, number);

	if (p && p->name)
		text_add(t, "%s", p->name);
	else if (layer == LAYER_ETHERTYPE)
		text_add(t, "0x%04x", number);
	else if (layer == LAYER_IP_PROTOCOL)
		text_add(t, "unknown %u", number);
	else
		text_add(t, "%u", number);
}

static void number_text(struct text *t, const void *object)
{
	static const char *const layers[] = {"ethertype", "IP protocol", "UDP port"};
	const struct protocol *p = object;

	if (p->layer < LAYERS)
		text_add(t, p->layer == LAYER_ETHERTYPE ? "%s 0x%04x" : "%s %u", layers[p->layer],
			p->number);
}

static int late_check(const struct registration *r)
{
	const struct protocol *p = r->object;

	if (p->node && !node_is_known(p->node))
		return error(ERR_NO_SUCH_NODE, "no node '%s'", p->node);
	for (const struct registration *o = registry_head(REGISTRY_PROTOCOL); o != r; o = o->next) {
		const struct protocol *q = o->object;

		if (q->layer == p->layer && q->number == p->number && is_clash(q, p))
			return error(ERR_EXISTS, "is spoken already, see %s:%d", o->file, o->line);
	}
	return 0;
}

static int late_take(const void *owner)
{
	pthread_once(&built, build);
	build_without(NULL);
	vec_clear(carried);
	REGISTRY_EACH_OF(r, REGISTRY_PROTOCOL, owner)
	{
		const struct protocol *p = r->object;

		vec_push(carried, p);
		VEC_EACH (carriers[p->layer], c) {
			int status = carrier_add(c, p);

			if (status)
				return status;
		}
	}
	return 0;
}

static void late_drop(const void *owner)
{
	VEC_EACH (carried, p)
		VEC_EACH (carriers[(*p)->layer], c)
			if ((*p)->node)
				c->remove((*p)->number);
	vec_clear(carried);
	build_without(owner);
}

static const struct registry_consumer protocol_consumer = {.kind = REGISTRY_PROTOCOL,
	.one = "protocol",
	.many = "protocols",
	.name = number_text,
	.names_repeat = true, // may come in parts
	.check = late_check,
	.take = late_take,
	.drop = late_drop};
CONSUMER_REGISTER(protocol_consumer);
