// The protocols known by number: what is registered, and names for the rest.
#include "engine/net/protocol.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/net/protocol_names.h"
#include <pthread.h>
#include <stdlib.h>

enum { LAYERS = LAYER_UDP_PORT + 1 };

// By layer, in order of number. Built once from the registry; read by any thread after that.
static struct protocol *tables[LAYERS];
static pthread_once_t built = PTHREAD_ONCE_INIT;

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
static void merge(struct protocol *into, const struct protocol *p, const struct registration *r)
{
	if ((p->node && into->node) || (p->text && into->text))
		panic("%s:%d: protocol %u (%s) is registered twice", r->file, r->line, p->number,
			p->name);
	if (p->name)
		into->name = p->name;
	if (p->node)
		into->node = p->node;
	if (p->text)
		into->text = p->text;
}

static void build(void)
{
	for (u32 layer = 0; layer < LAYERS; layer++) {
		u32 n;
		const struct protocol *names = protocol_builtin_names(layer, &n);

		for (u32 i = 0; i < n; i++)
			vec_push(tables[layer], names[i]);
	}
	REGISTRY_EACH (r, REGISTRY_PROTOCOL) {
		const struct protocol *p = r->object;
		struct protocol *known = table_find(p->layer, p->number);

		if (known) {
			merge(known, p, r);
			continue;
		}
		vec_push(tables[p->layer], *p);
		qsort(tables[p->layer], vec_n(tables[p->layer]), sizeof(*p), by_number);
	}
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
		if (!strcmp(p->name, name))
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

	if (p)
		text_add(t, "%s", p->name);
	else if (layer == LAYER_ETHERTYPE)
		text_add(t, "0x%04x", number);
	else if (layer == LAYER_IP_PROTOCOL)
		text_add(t, "unknown %u", number);
	else
		text_add(t, "%u", number);
}
