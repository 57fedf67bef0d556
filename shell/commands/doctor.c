// show doctor: what is set up in a way that surprises people, and the cures.
#include "engine/graph/doctor.h"
#include "engine/base/vec.h"
#include "shell/command.h"

static void show_finding(struct out *o, const struct doctor_finding *f)
{
	out_record(o, NULL);
	out_string(o, "grade", "%-8s", f->grade == DOCTOR_WARNING ? "warning" : "note");
	out_string(o, "subject", "%s: ", f->subject);
	out_string(o, "finding", "%s\n", f->sentence);
	if (f->cure)
		out_string(o, "cure", "        cure: %s\n", f->cure);
	out_string(o, "check", NULL, f->check->name);
	out_end(o);
}

static void show_checks(struct out *o)
{
	const struct doctor_check *check;

	out_list(o, "checks");
	for (u32 i = 0; (check = doctor_check_at(i)); i++) {
		out_record(o, NULL);
		out_string(o, "name", "%-36s", check->name);
		out_string(o, "help", " %s\n", check->help);
		out_end(o);
	}
	out_end(o);
}

static int show_doctor_run(const struct args *a, struct out *o)
{
	struct doctor_finding *findings;
	u32 n_checks = 0;

	if (arg_given(a, "checks")) {
		show_checks(o);
		return 0;
	}
	findings = doctor_findings();
	while (doctor_check_at(n_checks))
		n_checks++;
	out_list(o, "findings");
	VEC_EACH (findings, f)
		show_finding(o, f);
	out_end(o);
	out_u64(o, "n_checks", "%lu checks", n_checks);
	out_u64(o, "n_findings", ", %lu findings\n", vec_n(findings));
	doctor_findings_free(findings);
	return 0;
}

static const struct command show_doctor_command = {
	.grammar = "show doctor [checks]",
	.help = "Look for what is set up in a way that surprises people, and say how to cure it.",
	.run = show_doctor_run,
	.schema =
		"checks[]?{name:s help:s} findings[]?{grade:s subject:s finding:s cure:s? check:s} "
		"n_checks:u? n_findings:u?",
};
COMMAND_REGISTER(show_doctor_command);
