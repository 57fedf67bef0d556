// Processes: stacks, switching, waiting. All of it on the main thread.
//
// A process that is not running is in the ready queue, or waits for its timer, for an event, or for
// both. process_run_ready() may be called by a process itself (through engine_advance()): each run
// keeps the context to come back to on the stack of its caller.
#include "engine/graph/process.h"

#include "engine/base/clock.h"
#include "engine/base/error.h"
#include "engine/base/vec.h"
#include "engine/graph/node.h"
#include "engine/graph/process_stack.h"
#include "engine/graph/timer.h"

#include <stdlib.h>

enum process_state { READY, RUNNING, SLEEPING, WAITING, WAITING_OR_SLEEPING, DONE };

struct process {
	char *name;
	void (*run)(void *arg);
	void *arg;
	struct process_stack stack;
	enum process_state state;
	bool interrupted;
	struct error_sentence sentence; // of its last error
	struct timer timer;
	struct process_event *events; // vec, oldest first from 'first_event' on
	u32 first_event;
	u32 node;	      // INDEX_NONE: none
	struct process *next; // in order of start
	struct process *next_ready;
};

// Of every process that is not a registered node; it outlives them, as nodes do.
static const struct node_class process_class = {.name = "process", .type = NODE_PROCESS};

static struct process *processes, *current;
static struct process *ready_first, **ready_end = &ready_first;
static u32 n_ready;

static void make_ready(struct process *p)
{
	if (p->state == READY || p->state == RUNNING || p->state == DONE)
		return;
	timer_stop(&p->timer);
	p->state = READY;
	p->next_ready = NULL;
	*ready_end = p;
	ready_end = &p->next_ready;
	n_ready++;
}

static void timer_fired(struct timer *t)
{
	make_ready(container_of(t, struct process, timer));
}

static void body(void *arg)
{
	struct process *p = arg;

	p->run(p->arg);
	p->state = DONE;
}

static void process_free(struct process *p)
{
	struct process **at = &processes;

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	vec_free(p->events);
	free(p->name);
	free(p);
}

// The node of a process that is done goes to the next one of this name.
static u32 node_for(struct process *p, const struct node_class *registered)
{
	struct process *old = process_by_name(p->name);
	int index;

	if (!p->name[0])
		return INDEX_NONE;
	if (old && old->state == DONE) {
		u32 node = old->node;

		process_free(old);
		for (u32 i = 0; i < worker_n(); i++)
			node_at(worker_at(i), node)->node_class =
				registered ? registered : &process_class;
		return node;
	}
	if (registered)
		return node_by_name(registered->name);
	index = node_create(&process_class, p->name, NULL);
	return index < 0 ? INDEX_NONE : (u32)index;
}

static struct process *start(const char *name, const struct node_class *registered,
	void (*run)(void *arg), void *arg, u32 stack_size)
{
	struct process *p = memory_get_zero(sizeof(*p)), **end = &processes;

	p->name = memory_string(name);
	p->run = run;
	p->arg = arg;
	p->timer.fire = timer_fired;
	p->node = node_for(p, registered);
	p->state = WAITING;
	process_stack_open(&p->stack, stack_size, body, p);
	while (*end)
		end = &(*end)->next;
	*end = p;
	make_ready(p);
	return p;
}

struct process *process_start(const char *name, void (*run)(void *arg), void *arg, u32 stack_size)
{
	invariant(worker_is_main());
	return start(name, NULL, run, arg, stack_size);
}

static int compare_classes(const void *a, const void *b)
{
	const struct node_class *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

void process_start_registered(const void *owner)
{
	const struct node_class **classes = NULL;

	REGISTRY_EACH (r, REGISTRY_NODE) {
		const struct node_class *c = r->object;

		if (c->type == NODE_PROCESS && c->process && (!owner || r->owner == owner))
			vec_push(classes, c);
	}
	if (classes)
		qsort(classes, vec_n(classes), sizeof(*classes), compare_classes);
	VEC_EACH (classes, c)
		start((*c)->name, *c, (*c)->process, NULL, (*c)->stack_size);
	vec_free(classes);
}

struct process *process_self(void)
{
	return current;
}

struct process *process_by_name(const char *name)
{
	if (!name[0])
		return NULL;
	for (struct process *p = processes; p; p = p->next)
		if (!strcmp(p->name, name))
			return p;
	return NULL;
}

struct process *process_next(const struct process *p)
{
	return p ? p->next : processes;
}

const char *process_name(const struct process *p)
{
	return p->name;
}

static void costs_count(const struct process *p, u64 cycles)
{
	struct node *n = p->node == INDEX_NONE ? NULL : node_at(worker_at(0), p->node);

	if (!n)
		return;
	n->calls++;
	n->clocks += cycles;
	n->max_clocks = MAX(n->max_clocks, cycles);
	n->suspends += p->state != DONE;
}

static void run_one(struct process *p)
{
	struct error_sentence *outer_sentence;
	struct process *outer = current;
	u64 start_cycles = clock_cycles();

	p->state = RUNNING;
	current = p;
	outer_sentence = error_use(&p->sentence);
	process_stack_enter(&p->stack);
	error_use(outer_sentence);
	current = outer;
	costs_count(p, clock_cycles() - start_cycles);
	if (p->state != DONE)
		return;
	process_stack_close(&p->stack);
	if (!p->name[0])
		process_free(p);
}

u32 process_run_ready(void)
{
	u32 n = n_ready, n_run = 0;

	for (; n_run < n && ready_first; n_run++) {
		struct process *p = ready_first;

		ready_first = p->next_ready;
		if (!ready_first)
			ready_end = &ready_first;
		n_ready--;
		run_one(p);
	}
	return n_run;
}

bool process_any_ready(void)
{
	return ready_first != NULL;
}

// Gives way until something makes the process ready.
static void suspend(enum process_state state)
{
	current->state = state;
	process_stack_leave(&current->stack);
}

static void yield(void)
{
	current->state = WAITING;
	make_ready(current);
	process_stack_leave(&current->stack);
}

bool process_yield(void)
{
	invariant(current);
	yield();
	return !current->interrupted;
}

bool process_sleep(u64 ns)
{
	invariant(current);
	if (current->interrupted) {
		yield();
		return false;
	}
	timer_start(&current->timer, ns);
	suspend(SLEEPING);
	return !current->interrupted;
}

static bool event_take(struct process *p, struct process_event *event)
{
	if (p->first_event == vec_n(p->events))
		return false;
	*event = p->events[p->first_event++];
	if (p->first_event == vec_n(p->events)) {
		vec_clear(p->events);
		p->first_event = 0;
	}
	return true;
}

bool process_wait(u64 timeout, struct process_event *event)
{
	invariant(current);
	if (current->interrupted) {
		yield();
		return false;
	}
	if (event_take(current, event))
		return true;
	if (!timeout)
		return false;
	if (timeout != UINT64_MAX)
		timer_start(&current->timer, timeout);
	suspend(timeout == UINT64_MAX ? WAITING : WAITING_OR_SLEEPING);
	return !current->interrupted && event_take(current, event);
}

void process_signal(struct process *p, u64 type, u64 data)
{
	if (p->state == DONE)
		return;
	vec_push(p->events, (struct process_event){type, data});
	if (p->state == WAITING || p->state == WAITING_OR_SLEEPING)
		make_ready(p);
}

struct signal {
	struct process *process;
	u64 type, data;
};

// The process may have ended since the signal was sent.
static void signal_deliver(void *arg)
{
	struct signal *s = arg;

	for (struct process *p = processes; p; p = p->next) {
		if (p == s->process) {
			process_signal(p, s->type, s->data);
			break;
		}
	}
	free(s);
}

void process_signal_from_thread(struct process *p, u64 type, u64 data)
{
	struct signal *s = memory_get(sizeof(*s));

	*s = (struct signal){p, type, data};
	main_post(signal_deliver, s);
}

void process_interrupt(struct process *p)
{
	p->interrupted = true;
	make_ready(p);
}

bool process_interrupted(void)
{
	return current && current->interrupted;
}

void process_interrupt_clear(void)
{
	if (current)
		current->interrupted = false;
}

const char *process_state_name(const struct process *p)
{
	static const char *const names[] = {
		[READY] = "suspended",
		[RUNNING] = "running",
		[SLEEPING] = "suspended",
		[WAITING] = "event wait",
		[WAITING_OR_SLEEPING] = "any wait",
		[DONE] = "done",
	};
	return names[p->state];
}

u32 process_node(const struct process *p)
{
	return p->node;
}
