// Names of the IP protocols that nobody here speaks, as VPP's traces print them (IANA's numbers).
// A protocol with a node or a text of its own is registered in its own file instead.
#include "engine/net/protocol.h"

// clang-format off
#define NAMES_LIST(X) \
	X(0, "IP6_HOP_BY_HOP_OPTIONS") X(3, "GGP") X(4, "IP_IN_IP") X(5, "ST") X(7, "CBT") \
	X(8, "EGP") X(9, "IGP") X(10, "BBN_RCC_MON") X(11, "NVP_II") X(12, "PUP") X(13, "ARGUS") \
	X(14, "EMCON") X(15, "XNET") X(16, "CHAOS") X(18, "MUX") X(19, "DCN_MEAS") X(20, "HMP") \
	X(21, "PRM") X(22, "XNS_IDP") X(23, "TRUNK_1") X(24, "TRUNK_2") X(25, "LEAF_1") \
	X(26, "LEAF_2") X(27, "RDP") X(28, "IRTP") X(29, "ISO_TP4") X(30, "NETBLT") \
	X(31, "MFE_NSP") X(32, "MERIT_INP") X(33, "SEP") X(34, "3PC") X(35, "IDPR") X(36, "XTP") \
	X(37, "DDP") X(38, "IDPR_CMTP") X(39, "TP") X(40, "IL") X(41, "IPV6") X(42, "SDRP") \
	X(43, "IPV6_ROUTE") X(44, "IPV6_FRAGMENTATION") X(45, "IDRP") X(46, "RSVP") X(48, "MHRP") \
	X(49, "BNA") X(50, "IPSEC_ESP") X(51, "IPSEC_AH") X(52, "I_NLSP") X(53, "SWIPE") \
	X(54, "NARP") X(55, "MOBILE") X(56, "TLSP") X(57, "SKIP") X(58, "ICMP6") \
	X(59, "IP6_NONXT") X(60, "IP6_DESTINATION_OPTIONS") X(62, "CFTP") X(64, "SAT_EXPAK") \
	X(65, "KRYPTOLAN") X(66, "RVD") X(67, "IPPC") X(69, "SAT_MON") X(70, "VISA") \
	X(71, "IPCV") X(72, "CPNX") X(73, "CPHB") X(74, "WSN") X(75, "PVP") X(76, "BR_SAT_MON") \
	X(77, "SUN_ND") X(78, "WB_MON") X(79, "WB_EXPAK") X(80, "ISO_IP") X(81, "VMTP") \
	X(82, "SECURE_VMTP") X(83, "VINES") X(84, "TTP") X(85, "NSFNET_IGP") X(86, "DGP") \
	X(87, "TCF") X(88, "EIGRP") X(89, "OSPF") X(90, "SPRITE_RPC") X(91, "LARP") X(92, "MTP") \
	X(93, "AX") X(94, "IPIP") X(95, "MICP") X(96, "SCC_SP") X(97, "ETHERIP") X(98, "ENCAP") \
	X(100, "GMTP") X(101, "IFMP") X(102, "PNNI") X(103, "PIM") X(104, "ARIS") X(105, "SCPS") \
	X(106, "QNX") X(107, "A") X(108, "IPCOMP") X(109, "SNP") X(110, "COMPAQ_PEER") \
	X(111, "IPX_IN_IP") X(112, "VRRP") X(113, "PGM") X(115, "L2TP") X(116, "DDX") \
	X(117, "IATP") X(118, "STP") X(119, "SRP") X(120, "UTI") X(121, "SMP") X(122, "SM") \
	X(123, "PTP") X(124, "ISIS") X(125, "FIRE") X(126, "CRTP") X(127, "CRUDP") \
	X(128, "SSCOPMCE") X(129, "IPLT") X(130, "SPS") X(131, "PIPE") X(132, "SCTP") X(133, "FC") \
	X(134, "RSVP_E2E_IGNORE") X(135, "MOBILITY") X(136, "UDP_LITE") X(137, "MPLS_IN_IP") \
	X(138, "MANET") X(139, "HIP") X(140, "SHIM6") X(141, "WESP") X(142, "ROHC") \
	X(253, "EXP1") X(254, "EXP2") X(255, "RESERVED")

#define X(value, words) \
	static const struct protocol protocol_##value = { \
		.layer = LAYER_IP_PROTOCOL, .number = (value), .name = (words)}; \
	PROTOCOL_REGISTER(protocol_##value);
NAMES_LIST(X)
#undef X
// clang-format on
