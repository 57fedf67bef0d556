// The features of layer 2: names, nodes, next indices.
#include "engine/graph/init.h"
#include "engine/l2/l2.h"

static const struct {
	const char *name, *node;
} features[L2_FEATURES] =
	{
		[L2_DROP] = {"DROP", "feature-bitmap-drop"},
		[L2_XCONNECT] = {"XCONNECT", "l2-output"},
		[L2_FLOOD] = {"FLOOD", "l2-flood"},
		[L2_ARP_UFWD] = {"ARP_UFWD", "l2-uu-fwd"},
		[L2_ARP_TERM] = {"ARP_TERM", "arp-term-l2bd"},
		[L2_UU_FLOOD] = {"UU_FLOOD", "l2-flood"},
		[L2_UU_FWD] = {"UU_FWD", "l2-uu-fwd"},
		[L2_FWD] = {"FWD", "l2-fwd"},
		[L2_RW] = {"RW", "l2-rw"},
		[L2_LEARN] = {"LEARN", "l2-learn"},
		[L2_SR_ENCAPS] = {"L2_EMULATION", "sr-pl-rewrite-encaps-l2"},
		[L2_VTR] = {"VTR", "l2-input-vtr"},
		[L2_IP_QOS_RECORD] = {"L2_IP_QOS_RECORD", "l2-ip-qos-record"},
		[L2_VPATH] = {"VPATH", "vpath-input-l2"},
		[L2_ACL] = {"ACL", "l2-input-acl"},
		[L2_POLICER] = {"POLICER", "l2-policer-input"},
		[L2_POLICER_CLASSIFY] = {"POLICER_CLAS", "l2-policer-classify"},
		[L2_FEATURE_ARC] = {"INPUT_FEAT_ARC", "l2-input-feat-arc"},
		[L2_CLASSIFY] = {"INPUT_CLASSIFY", "l2-input-classify"},
		[L2_SPAN] = {"SPAN", "span-l2-input"},
},
  output_features[L2_OUTPUT_FEATURES] = {
	  [L2_OUTPUT_OUTPUT] = {"OUTPUT", "interface-output"},
	  [L2_OUTPUT_EFP_FILTER] = {"EFP_FILTER", "l2-efp-filter"},
};

static u16 nexts[32];

const char *l2_feature_name(u32 f)
{
	return features[f].name;
}

const char *l2_feature_node(u32 f)
{
	return features[f].node;
}

const char *l2_output_feature_name(u32 f)
{
	return output_features[f].name;
}

const char *l2_output_feature_node(u32 f)
{
	return output_features[f].node;
}

const u16 *l2_feature_nexts(void)
{
	return nexts;
}

// Features whose node nobody brought drop.
static int init(void)
{
	for (u32 f = 0; f < L2_FEATURES; f++) {
		int next = L2_NEXT_DROP;

		if (node_by_name(features[f].node) != INDEX_NONE)
			next = node_add_next_by_name("l2-input", features[f].node);
		if (next < 0)
			return next;
		nexts[f] = (u16)next;
	}
	return 0;
}

static const struct init_function l2_feature_init = {
	.name = "l2_feature_init", .run = init, .stage = INIT};
INIT_REGISTER(l2_feature_init);
