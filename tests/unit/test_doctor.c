// show doctor's checks: who finds what, in which order, and what a finding says.
#include "engine/graph/doctor.h"
#include "engine/base/vec.h"
#include "engine/net/interface.h"
#include "tests/lib/port.h"
#include "tests/lib/rig.h"
#include "tests/lib/unit.h"

static void find_two(struct doctor_report *r)
{
	doctor_find(r, DOCTOR_NOTE, "here", NULL, "%u things", 2u);
	doctor_find(r, DOCTOR_WARNING, "there", "do it", "one thing");
}

static const struct doctor_check a_check = {.name = "a-check", .help = "a", .run = find_two};
DOCTOR_REGISTER(a_check);

START_TEST(findings)
{
	struct doctor_finding *f;
	u32 port;

	rig_start();
	port = port_create("port", "02:fe:32:93:55:0e");
	ck_assert_str_eq(doctor_check_at(0)->name, "a-check");
	f = doctor_findings();
	ck_assert_uint_eq(vec_n(f), 2);
	ck_assert_str_eq(f[0].sentence, "2 things");
	ck_assert_ptr_null(f[0].cure);
	ck_assert_str_eq(f[1].subject, "there");
	ck_assert_str_eq(f[1].cure, "do it");
	doctor_findings_free(f);
	counter_add(interface_counter(COUNTER_RX_NO_BUF), worker_self(), port, 7, 0);
	f = doctor_findings();
	ck_assert_uint_eq(vec_n(f), 3);
	ck_assert_str_eq(f[2].subject, "port");
	ck_assert_str_eq(f[2].sentence, "7 packets were lost because there were no buffers");
	doctor_findings_free(f);
}
END_TEST

UNIT_MAIN(findings)
