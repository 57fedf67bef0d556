// Runs the registered checks and keeps what they find.
#include "engine/graph/doctor.h"
#include "engine/base/memory.h"
#include "engine/base/registry_late.h"
#include "engine/base/text.h"
#include "engine/base/vec.h"
#include <stdlib.h>
#include <string.h>

struct doctor_report {
	const struct doctor_check *check;
	struct doctor_finding *findings; // vec
};

static int by_name(const void *a, const void *b)
{
	const struct doctor_check *const *p = a, *const *q = b;

	return strcmp((*p)->name, (*q)->name);
}

static const struct doctor_check **checks(void)
{
	const struct doctor_check **all = NULL;

	REGISTRY_EACH (r, REGISTRY_DOCTOR)
		vec_push(all, r->object);
	if (all)
		qsort(all, vec_n(all), sizeof(*all), by_name);
	return all;
}

const struct doctor_check *doctor_check_at(u32 i)
{
	const struct doctor_check **all = checks(), *check = i < vec_n(all) ? all[i] : NULL;

	vec_free(all);
	return check;
}

static char *copy_of(const char *s)
{
	size_t size = strlen(s) + 1;

	return memcpy(memory_get(size), s, size);
}

void doctor_find(struct doctor_report *r, enum doctor_grade grade, const char *subject,
	const char *cure, const char *format, ...)
{
	struct text t = {0};
	va_list args;

	va_start(args, format);
	text_add_v(&t, format, args);
	va_end(args);
	vec_push(r->findings,
		((struct doctor_finding){.check = r->check,
			.grade = grade,
			.subject = copy_of(subject),
			.cure = cure ? copy_of(cure) : NULL,
			.sentence = copy_of(text_string(&t))}));
	text_free(&t);
}

struct doctor_finding *doctor_findings(void)
{
	const struct doctor_check **all = checks();
	struct doctor_report r = {0};

	VEC_EACH (all, check) {
		r.check = *check;
		r.check->run(&r);
	}
	vec_free(all);
	return r.findings;
}

void doctor_findings_free(struct doctor_finding *findings)
{
	VEC_EACH (findings, f) {
		free(f->subject);
		free(f->cure);
		free(f->sentence);
	}
	vec_free(findings);
}

static void name(struct text *t, const void *object)
{
	text_add(t, "%s", ((const struct doctor_check *)object)->name);
}

static const struct registry_consumer doctor_consumer = {
	.kind = REGISTRY_DOCTOR, .one = "doctor check", .many = "doctor checks", .name = name};
CONSUMER_REGISTER(doctor_consumer);
