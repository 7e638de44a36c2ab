/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of words, and nothing else that could drift from it. A new word is
 * a line here and a value in its enum; ids are written into stores and files,
 * so they never change once released.
 */
#include "base/words.h"
#include "base/translate.h"

#include <stdbool.h>

#define NO_PLUGIN_WORD NULL, -1

static const struct word statuses[STATUS_COUNT] = {
	[STATUS_OK] = {"ok", "OK", "正常", "OK", 0},
	[STATUS_CAUTION] = {"caution", "CAUTION", "注意", "WARNING", 1},
	[STATUS_WARNING] = {"warning", "WARNING", "警告", "CRITICAL", 2},
	[STATUS_DOWN] = {"down", "DOWN", "停止", "CRITICAL", 2},
	[STATUS_UNKNOWN] = {"unknown", "UNKNOWN", "不明", "UNKNOWN", 3},
};

static const struct word probe_ends[PROBE_END_COUNT] = {
	[PROBE_ANSWERED] = {"answered", "answered", "応答あり", NO_PLUGIN_WORD},
	[PROBE_NO_ANSWER] = {"no-answer", "no answer", "応答なし", NO_PLUGIN_WORD},
	[PROBE_COULD_NOT_ASK] = {"could-not-ask", "could not ask", "測定不能", NO_PLUGIN_WORD},
};

static const struct word question_kinds[QUESTION_KIND_COUNT] = {
	[QUESTION_ICMP] = {"icmp", "ICMP", "ICMP 応答", NO_PLUGIN_WORD},
	[QUESTION_TCP] = {"tcp", "TCP", "TCP 接続", NO_PLUGIN_WORD},
	[QUESTION_TLS] = {"tls", "TLS", "TLS 証明書", NO_PLUGIN_WORD},
	[QUESTION_PATH] = {"path", "path", "経路", NO_PLUGIN_WORD},
	[QUESTION_MTU] = {"mtu", "path MTU", "経路 MTU", NO_PLUGIN_WORD},
	[QUESTION_SSH] = {"ssh", "SSH", "SSH 取得", NO_PLUGIN_WORD},
	[QUESTION_FIGURE] = {"figure", "figure", "計測値", NO_PLUGIN_WORD},
	[QUESTION_PLUGIN] = {"plugin", "plugin", "プラグイン", NO_PLUGIN_WORD},
	[QUESTION_GROUP] = {"group", "group", "冗長構成", NO_PLUGIN_WORD},
};

static const struct word figures[FIGURE_COUNT] = {
	[FIGURE_CPU] = {"cpu", "CPU", "CPU 使用率", NO_PLUGIN_WORD},
	[FIGURE_MEMORY] = {"memory", "memory", "メモリ使用率", NO_PLUGIN_WORD},
	[FIGURE_LOAD] = {"load", "load", "回線使用率", NO_PLUGIN_WORD},
	[FIGURE_ERRORS] = {"errors", "errors", "エラー率", NO_PLUGIN_WORD},
	[FIGURE_DISCARDS] = {"discards", "discards", "廃棄率", NO_PLUGIN_WORD},
	[FIGURE_CLOCK] = {"clock", "clock offset", "時計のずれ", NO_PLUGIN_WORD},
	[FIGURE_CERTIFICATE] = {"certificate", "certificate left", "証明書の残り期間", NO_PLUGIN_WORD},
	[FIGURE_SESSIONS] = {"sessions", "sessions", "セッション使用率", NO_PLUGIN_WORD},
	[FIGURE_LOGIN] = {"login", "time of reading", "読み取り時間", NO_PLUGIN_WORD},
	[FIGURE_REBOOTED] = {"rebooted", "time since boot", "起動後の時間", NO_PLUGIN_WORD},
};

static const struct word algorithm_grades[ALGORITHM_GRADE_COUNT] = {
	[ALGORITHM_GOOD] = {"good", "good", "良好", NO_PLUGIN_WORD},
	[ALGORITHM_WEAK] = {"weak", "weak", "脆弱", NO_PLUGIN_WORD},
	[ALGORITHM_BROKEN] = {"broken", "broken", "破綻", NO_PLUGIN_WORD},
};

static const struct word packet_outcomes[PACKET_OUTCOME_COUNT] = {
	[PACKET_WAITING] = {"waiting", "waiting", "応答待ち", NO_PLUGIN_WORD},
	[PACKET_ANSWERED] = {"answered", "answered", "応答", NO_PLUGIN_WORD},
	[PACKET_LOST] = {"lost", "lost", "損失", NO_PLUGIN_WORD},
	[PACKET_LATE] = {"late", "late", "遅着", NO_PLUGIN_WORD},
	[PACKET_UNREACHABLE] = {"unreachable", "unreachable", "到達不能", NO_PLUGIN_WORD},
	[PACKET_NOT_SENT] = {"not-sent", "not sent", "送信不可", NO_PLUGIN_WORD},
	[PACKET_OWN_LOSS] = {"own-loss", "lost on our side", "自局側の損失", NO_PLUGIN_WORD},
};

static const struct word owner_kinds[OWNER_KIND_COUNT] = {
	[OWNER_OPERATOR] = {"operator", "operator", "ネットワーク事業者", NO_PLUGIN_WORD},
	[OWNER_CORE_OPERATOR] = {"core-operator", "core operator", "相互接続基盤の事業主体",
				 NO_PLUGIN_WORD},
	[OWNER_CARRIER] = {"carrier", "carrier", "回線事業者", NO_PLUGIN_WORD},
	[OWNER_INSTITUTION] = {"institution", "institution", "接続機関", NO_PLUGIN_WORD},
	[OWNER_CERTIFIER] = {"certifier", "certifier", "機関認証主体", NO_PLUGIN_WORD},
	[OWNER_ASSESSOR] = {"assessor", "assessor", "第三者評価機関", NO_PLUGIN_WORD},
	[OWNER_POWER_COMPANY] = {"power-company", "power company", "電力会社", NO_PLUGIN_WORD},
};

/* An auditor reads these: each says what was found, none says why. */
static const struct word store_verdicts[STORE_VERDICT_COUNT] = {
	[VERDICT_COMPLETE] = {"complete", "complete", "完全", NO_PLUGIN_WORD},
	[VERDICT_UNANCHORED] = {"unanchored", "unanchored", "署名の裏付けなし", NO_PLUGIN_WORD},
	[VERDICT_TRUNCATED] = {"truncated", "truncated", "末尾欠落", NO_PLUGIN_WORD},
	[VERDICT_ALTERED] = {"altered", "altered", "改変あり", NO_PLUGIN_WORD},
	[VERDICT_FORKED] = {"forked", "forked", "分岐あり", NO_PLUGIN_WORD},
};

static const struct word group_verdicts[GROUP_VERDICT_COUNT] = {
	[GROUP_NORMAL] = {"normal", "normal", "正常", NO_PLUGIN_WORD},
	[GROUP_SWITCHED] = {"switched", "switched over", "切替済み", NO_PLUGIN_WORD},
	[GROUP_DEGRADED] = {"degraded", "degraded", "冗長性低下", NO_PLUGIN_WORD},
	[GROUP_SPLIT] = {"split", "split", "二重稼働", NO_PLUGIN_WORD},
	[GROUP_NONE] = {"none", "none active", "稼働系なし", NO_PLUGIN_WORD},
	[GROUP_UNKNOWN] = {"unknown", "unknown", "不明", NO_PLUGIN_WORD},
};

static const struct word demarcation_verdicts[DEMARCATION_VERDICT_COUNT] = {
	[DEMARCATION_UNDECIDED] = {"undecided", "undecided", "未判定", NO_PLUGIN_WORD},
	[DEMARCATION_OURS] = {"ours", "ours", "自網側", NO_PLUGIN_WORD},
	[DEMARCATION_THEIRS] = {"theirs", "theirs", "相手側", NO_PLUGIN_WORD},
	[DEMARCATION_LINE] = {"line", "line", "回線", NO_PLUGIN_WORD},
	[DEMARCATION_CONTROL_PLANE_ONLY] = {"control-plane-only", "control plane only", "制御部のみ",
					    NO_PLUGIN_WORD},
	[DEMARCATION_OWN_VIEW] = {"own-view", "own view", "監視側", NO_PLUGIN_WORD},
};

static const struct word transition_kinds[TRANSITION_KIND_COUNT] = {
	[TRANSITION_STATUS] = {"status", "status", "状態変化", NO_PLUGIN_WORD},
	[TRANSITION_UNCOVERED] = {"uncovered", "uncovered", "抑止解除", NO_PLUGIN_WORD},
	[TRANSITION_FLAPPING] = {"flapping", "flapping", "ばたつき", NO_PLUGIN_WORD},
	[TRANSITION_SETTLED] = {"settled", "settled", "ばたつき収束", NO_PLUGIN_WORD},
	[TRANSITION_SWITCHED] = {"switched", "switched over", "切替", NO_PLUGIN_WORD},
};

static const struct word window_phases[WINDOW_PHASE_COUNT] = {
	[PHASE_PLANNED] = {"planned", "planned", "予定", NO_PLUGIN_WORD},
	[PHASE_IN_FORCE] = {"in-force", "in force", "実施中", NO_PLUGIN_WORD},
	[PHASE_OVERRUN] = {"overrun", "OVERRUN", "超過", NO_PLUGIN_WORD},
	[PHASE_OVER] = {"over", "over", "終了", NO_PLUGIN_WORD},
	[PHASE_FINISHED] = {"finished", "finished", "完了", NO_PLUGIN_WORD},
	[PHASE_CANCELLED] = {"cancelled", "cancelled", "中止", NO_PLUGIN_WORD},
};

static const struct word step_kinds[STEP_KIND_COUNT] = {
	[STEP_PROBE] = {"probe", "probe", "測定", NO_PLUGIN_WORD},
	[STEP_ASK] = {"ask", "question", "質問", NO_PLUGIN_WORD},
	[STEP_DO] = {"do", "work", "作業", NO_PLUGIN_WORD},
	[STEP_NOTIFY] = {"notify", "notice", "通知", NO_PLUGIN_WORD},
	[STEP_WAIT] = {"wait", "wait", "待機", NO_PLUGIN_WORD},
	[STEP_DECIDE] = {"decide", "decision", "判断", NO_PLUGIN_WORD},
	[STEP_CALL] = {"call", "procedure", "手順の呼出し", NO_PLUGIN_WORD},
	[STEP_END] = {"end", "end", "終了", NO_PLUGIN_WORD},
};

static const struct word step_outcomes[STEP_OUTCOME_COUNT] = {
	[OUTCOME_GOOD] = {"good", "good", "異常なし", NO_PLUGIN_WORD},
	[OUTCOME_BAD] = {"bad", "bad", "異常あり", NO_PLUGIN_WORD},
	[OUTCOME_UNMEASURABLE] = {"unmeasurable", "cannot be measured", "測定不能", NO_PLUGIN_WORD},
	[OUTCOME_ANSWERED] = {"answered", "answered", "回答済み", NO_PLUGIN_WORD},
	[OUTCOME_CANNOT_TELL] = {"cannot-tell", "cannot tell", "分からない", NO_PLUGIN_WORD},
	[OUTCOME_DONE] = {"done", "done", "実施済み", NO_PLUGIN_WORD},
	[OUTCOME_FAILED] = {"failed", "failed", "失敗", NO_PLUGIN_WORD},
	[OUTCOME_SKIPPED] = {"skipped", "skipped", "省略", NO_PLUGIN_WORD},
	[OUTCOME_QUEUED] = {"queued", "queued", "送信待ちに登録", NO_PLUGIN_WORD},
	[OUTCOME_HELD] = {"held", "held for approval", "承認待ち", NO_PLUGIN_WORD},
	[OUTCOME_REFUSED] = {"refused", "reaches nobody", "送信不可", NO_PLUGIN_WORD},
	[OUTCOME_NO_REPLY] = {"no-reply", "no reply", "返答なし", NO_PLUGIN_WORD},
	[OUTCOME_OVER] = {"over", "time is over", "時間経過", NO_PLUGIN_WORD},
	[OUTCOME_STARTED] = {"started", "started beside", "並行して開始", NO_PLUGIN_WORD},
	[OUTCOME_EXHAUSTED] = {"exhausted", "tried often enough", "回数の上限", NO_PLUGIN_WORD},
	[OUTCOME_YES] = {"yes", "yes", "はい", NO_PLUGIN_WORD},
	[OUTCOME_NO] = {"no", "no", "いいえ", NO_PLUGIN_WORD},
};

static const struct word run_states[WALK_STATE_COUNT] = {
	[WALK_PENDING] = {"pending", "pending", "開始前", NO_PLUGIN_WORD},
	[WALK_RUNNING] = {"running", "running", "実行中", NO_PLUGIN_WORD},
	[WALK_WAITING] = {"waiting", "waiting", "待機中", NO_PLUGIN_WORD},
	[WALK_SUSPENDED] = {"suspended", "suspended", "一時停止", NO_PLUGIN_WORD},
	[WALK_CANCELLED] = {"cancelled", "cancelled", "中止", NO_PLUGIN_WORD},
	[WALK_FAULTED] = {"faulted", "faulted", "異常終了", NO_PLUGIN_WORD},
	[WALK_COMPLETED] = {"completed", "completed", "完了", NO_PLUGIN_WORD},
};

static const struct word lanes[LANE_COUNT] = {
	[LANE_INSTITUTION] = {"institution", "institution", "接続機関", NO_PLUGIN_WORD},
	[LANE_OPERATOR] = {"operator", "network operator", "ネットワーク事業者", NO_PLUGIN_WORD},
	[LANE_CORE] = {"core", "core operator", "相互接続基盤の事業主体", NO_PLUGIN_WORD},
	[LANE_SERVICE_PROVIDER] = {"service-provider", "service provider", "サービス事業者", NO_PLUGIN_WORD},
	[LANE_CERTIFIER] = {"certifier", "certifier", "機関認証主体", NO_PLUGIN_WORD},
	[LANE_ASSESSOR] = {"assessor", "assessor", "第三者評価機関", NO_PLUGIN_WORD},
	[LANE_CARRIER] = {"carrier", "carrier", "回線事業者", NO_PLUGIN_WORD},
	[LANE_PEER] = {"peer", "other network operators", "他のネットワーク事業者", NO_PLUGIN_WORD},
};

static const struct word fault_verdicts[FAULT_VERDICT_COUNT] = {
	[FAULT_OPERATOR] = {"operator", "ours", "自網", NO_PLUGIN_WORD},
	[FAULT_CORE] = {"core-operator", "core operator's", "相互接続基盤", NO_PLUGIN_WORD},
	[FAULT_CARRIER] = {"carrier", "carrier's", "回線事業者", NO_PLUGIN_WORD},
	[FAULT_INSTITUTION] = {"institution", "institution's", "接続機関", NO_PLUGIN_WORD},
	[FAULT_SERVICE_PROVIDER] = {"service-provider", "service provider's", "サービス事業者", NO_PLUGIN_WORD},
	[FAULT_POWER_COMPANY] = {"power-company", "power company's", "電力会社", NO_PLUGIN_WORD},
	[FAULT_NONE] = {"none", "no fault", "障害なし", NO_PLUGIN_WORD},
	[FAULT_UNDECIDED] = {"undecided", "undecided", "未判定", NO_PLUGIN_WORD},
	[FAULT_PEER] = {"peer", "another operator's", "他のネットワーク事業者", NO_PLUGIN_WORD},
};

static const struct word probe_scopes[PROBE_SCOPE_COUNT] = {
	[SCOPE_SERVICE_PATH] = {"service-path", "our service up to it", "サービス経路", NO_PLUGIN_WORD},
	[SCOPE_LINE] = {"line", "its line", "回線", NO_PLUGIN_WORD},
	[SCOPE_NEIGHBOURS] = {"neighbours", "its neighbours", "近隣の回線", NO_PLUGIN_WORD},
	[SCOPE_OWN_SIDE] = {"own-side", "all that is ours", "自網全体", NO_PLUGIN_WORD},
	[SCOPE_CORE] = {"core", "beyond the demarcation to the core", "相互接続基盤との接続点", NO_PLUGIN_WORD},
	[SCOPE_REQUESTED] = {"requested", "what was asked for", "依頼された対象", NO_PLUGIN_WORD},
};

static const struct word notice_kinds[NOTICE_KIND_COUNT] = {
	[NOTICE_OUTAGE_FIRST] = {"outage-first", "first report of an outage", "障害第一報", NO_PLUGIN_WORD},
	[NOTICE_OUTAGE_FOLLOW_UP] = {"outage-follow-up", "follow-up report", "障害続報", NO_PLUGIN_WORD},
	[NOTICE_OUTAGE_RESTORED] = {"outage-restored", "report of restoration", "復旧報", NO_PLUGIN_WORD},
	[NOTICE_OUTAGE_FINAL] = {"outage-final", "final report", "障害最終報", NO_PLUGIN_WORD},
	[NOTICE_CORRECTION_OF_REPORT] = {"correction-of-report", "correction of a report", "報告の訂正", NO_PLUGIN_WORD},
	[NOTICE_CHECK_REQUEST] = {"check-request", "request to check", "状況確認依頼", NO_PLUGIN_WORD},
	[NOTICE_CORE_CHECK_REQUEST] = {"core-check-request", "request to the core to check", "相互接続基盤への状況確認依頼", NO_PLUGIN_WORD},
	[NOTICE_THRESHOLD_CAUTION] = {"threshold-caution", "caution level reached", "注意しきい値超過", NO_PLUGIN_WORD},
	[NOTICE_THRESHOLD_WARNING] = {"threshold-warning", "warning level reached", "警告しきい値超過", NO_PLUGIN_WORD},
	[NOTICE_SWITCHOVER] = {"switchover", "switchover", "切替り報告", NO_PLUGIN_WORD},
	[NOTICE_MAINTENANCE_PLANNED] = {"maintenance-planned", "maintenance planned", "メンテナンス予定", NO_PLUGIN_WORD},
	[NOTICE_MAINTENANCE_CHANGED] = {"maintenance-changed", "maintenance changed", "メンテナンス変更", NO_PLUGIN_WORD},
	[NOTICE_MAINTENANCE_STARTED] = {"maintenance-started", "maintenance begun", "メンテナンス開始", NO_PLUGIN_WORD},
	[NOTICE_MAINTENANCE_FINISHED] = {"maintenance-finished", "maintenance done", "メンテナンス完了", NO_PLUGIN_WORD},
	[NOTICE_MAINTENANCE_CANCELLED] = {"maintenance-cancelled", "maintenance cancelled", "メンテナンス中止", NO_PLUGIN_WORD},
	[NOTICE_TECHNICAL_INFO] = {"technical-info", "technical information", "技術情報", NO_PLUGIN_WORD},
	[NOTICE_CORRECTION_DEMAND] = {"correction-demand", "demand for correction", "是正勧告", NO_PLUGIN_WORD},
	[NOTICE_SUSPENSION] = {"suspension", "suspension of use", "利用中止", NO_PLUGIN_WORD},
	[NOTICE_RESUMPTION] = {"resumption", "resumption of use", "利用再開", NO_PLUGIN_WORD},
	[NOTICE_DRILL_START] = {"drill-start", "start of a drill", "訓練開始", NO_PLUGIN_WORD},
	[NOTICE_DRILL_END] = {"drill-end", "end of a drill", "訓練終了", NO_PLUGIN_WORD},
	[NOTICE_ESCALATION] = {"escalation", "escalation", "エスカレーション", NO_PLUGIN_WORD},
	[NOTICE_PUBLICATION] = {"publication", "publication", "公表", NO_PLUGIN_WORD},
	[NOTICE_REQUEST_ANSWER] = {"request-answer", "answer to a request", "依頼への回答", NO_PLUGIN_WORD},
	[NOTICE_CARRIER_ENQUIRY] = {"carrier-enquiry", "enquiry at a carrier", "回線事業者への照会", NO_PLUGIN_WORD},
	[NOTICE_NONCOMPLIANCE_HEARING] = {"noncompliance-hearing", "hearing on a breach", "事情聴取", NO_PLUGIN_WORD},
	[NOTICE_NONCOMPLIANCE_REPORT] = {"noncompliance-report", "report of a breach", "不遵守の報告", NO_PLUGIN_WORD},
	[NOTICE_APPLICATION_FORWARDED] = {"application-forwarded", "application passed on", "申請の取次ぎ", NO_PLUGIN_WORD},
	[NOTICE_APPLICATION_ACCEPTED] = {"application-accepted", "application accepted", "加入受付", NO_PLUGIN_WORD},
	[NOTICE_EQUIPMENT_SENT] = {"equipment-sent", "equipment sent", "機器の送付", NO_PLUGIN_WORD},
	[NOTICE_ENQUIRY_ANSWER] = {"enquiry-answer", "answer to an enquiry", "照会への回答", NO_PLUGIN_WORD},
	[NOTICE_CERTIFICATE_EXPIRY] = {"certificate-expiry", "certificate runs out", "証明書期限", NO_PLUGIN_WORD},
	[NOTICE_REMINDER] = {"reminder", "reminder", "督促", NO_PLUGIN_WORD},
	[NOTICE_ROSTER_CALL] = {"roster-call", "call to the roster", "参集連絡", NO_PLUGIN_WORD},
	[NOTICE_PATH_TEST] = {"path-test", "test of a path", "経路試験", NO_PLUGIN_WORD},
	[NOTICE_COMCHECK] = {"comcheck", "check of contacts", "連絡確認", NO_PLUGIN_WORD},
};

static const struct word audiences[AUDIENCE_COUNT] = {
	[AUDIENCE_CORE] = {"core", "core operator", "相互接続基盤の事業主体", NO_PLUGIN_WORD},
	[AUDIENCE_PEERS] = {"peers", "other network operators", "他のネットワーク事業者", NO_PLUGIN_WORD},
	[AUDIENCE_INSTITUTION] = {"institution", "institution", "接続機関", NO_PLUGIN_WORD},
	[AUDIENCE_MANAGER] = {"manager", "operations manager", "運用業務統括管理者", NO_PLUGIN_WORD},
	[AUDIENCE_DUTY] = {"duty", "duty officer", "担当者", NO_PLUGIN_WORD},
	[AUDIENCE_CARRIER] = {"carrier", "carrier", "回線事業者", NO_PLUGIN_WORD},
	[AUDIENCE_CERTIFIER] = {"certifier", "certifier", "機関認証主体", NO_PLUGIN_WORD},
	[AUDIENCE_ASSESSOR] = {"assessor", "assessor", "第三者評価機関", NO_PLUGIN_WORD},
	[AUDIENCE_AUTHORITY] = {"authority", "authority", "監督官庁", NO_PLUGIN_WORD},
	[AUDIENCE_PUBLIC] = {"public", "public", "一般", NO_PLUGIN_WORD},
};

static const struct word component_kinds[COMPONENT_KIND_COUNT] = {
	[COMPONENT_OWN_VIEW] = {"own-view", "own view", "監視側", NO_PLUGIN_WORD},
	[COMPONENT_DEVICE] = {"device", "device", "機器", NO_PLUGIN_WORD},
	[COMPONENT_CPE] = {"cpe", "CPE", "宅内機器", NO_PLUGIN_WORD},
	[COMPONENT_LINE] = {"line", "line", "回線", NO_PLUGIN_WORD},
	[COMPONENT_LINK] = {"connection", "connection", "機器間接続", NO_PLUGIN_WORD},
	[COMPONENT_TUNNEL] = {"tunnel", "tunnel", "トンネル", NO_PLUGIN_WORD},
	[COMPONENT_SESSION] = {"session", "session", "セッション", NO_PLUGIN_WORD},
	[COMPONENT_SERVICE] = {"service", "service", "サービス", NO_PLUGIN_WORD},
	[COMPONENT_LAN] = {"lan", "LAN", "構内 LAN", NO_PLUGIN_WORD},
	[COMPONENT_GROUP] = {"redundancy", "redundancy", "冗長構成", NO_PLUGIN_WORD},
	[COMPONENT_CONTROL_PLANE] = {"control-plane", "control plane", "制御部", NO_PLUGIN_WORD},
	[COMPONENT_WAY] = {"way", "unknown way", "不明区間", NO_PLUGIN_WORD},
	[COMPONENT_SITE_POWER] = {"site-power", "power of a site", "拠点の電源", NO_PLUGIN_WORD},
	[COMPONENT_POWER_COMPANY] = {"power-company", "power company in an area", "地域の電力供給", NO_PLUGIN_WORD},
	[COMPONENT_CARRIER] = {"carrier", "carrier in an area", "地域の回線網", NO_PLUGIN_WORD},
	[COMPONENT_MODEL] = {"model", "model and version", "機種と版", NO_PLUGIN_WORD},
	[COMPONENT_AREA] = {"region", "region", "地域", NO_PLUGIN_WORD},
	[COMPONENT_FAR_SIDE] = {"far-side", "far side", "責任分界の先", NO_PLUGIN_WORD},
};

static const struct word fault_aspects[FAULT_ASPECT_COUNT] = {
	[ASPECT_REACH] = {"reach", "not reached", "到達不可", NO_PLUGIN_WORD},
	[ASPECT_QUALITY] = {"quality", "lossy or slow", "品質低下", NO_PLUGIN_WORD},
	[ASPECT_SIZE] = {"size", "large packets lost", "大きなパケットの欠落", NO_PLUGIN_WORD},
	[ASPECT_HEALTH] = {"health", "unwell", "機器の不調", NO_PLUGIN_WORD},
};

static const struct word ask_costs[ASK_COST_COUNT] = {
	[ASK_PROBE] = {"probe", "a probe", "測定", NO_PLUGIN_WORD},
	[ASK_LOGIN] = {"login", "a login", "ログイン", NO_PLUGIN_WORD},
	[ASK_PERSON] = {"person", "a question to a person", "人への確認", NO_PLUGIN_WORD},
};

static const struct word case_kinds[CASE_KIND_COUNT] = {
	[CASE_INCIDENT] = {"incident", "incident", "障害", NO_PLUGIN_WORD},
	[CASE_NONCOMPLIANCE] = {"noncompliance", "noncompliance", "不適合", NO_PLUGIN_WORD},
	[CASE_APPLICATION] = {"application", "application", "申請", NO_PLUGIN_WORD},
	[CASE_ENQUIRY] = {"enquiry", "enquiry", "問い合わせ", NO_PLUGIN_WORD},
	[CASE_PROBLEM] = {"problem", "problem", "問題", NO_PLUGIN_WORD},
	[CASE_REQUEST] = {"request", "request", "依頼", NO_PLUGIN_WORD},
};

static const struct word detections[DETECTION_COUNT] = {
	[DETECTION_MONITORING] = {"monitoring", "monitoring", "監視", NO_PLUGIN_WORD},
	[DETECTION_INSTITUTION] = {"institution", "the institution", "接続機関", NO_PLUGIN_WORD},
	[DETECTION_CORE] = {"core", "the core operator", "相互接続基盤の事業主体", NO_PLUGIN_WORD},
	[DETECTION_PERSON] = {"person", "a person", "人", NO_PLUGIN_WORD},
};

static const struct word case_figures[CASE_FIGURE_COUNT] = {
	[CASE_FIGURE_DETECT] = {"time-to-detect", "time to detect", "検知までの時間", NO_PLUGIN_WORD},
	[CASE_FIGURE_ACKNOWLEDGE] = {"time-to-acknowledge", "time to acknowledge", "対応開始までの時間", NO_PLUGIN_WORD},
	[CASE_FIGURE_RESTORE] = {"time-to-restore", "time to restore", "復旧までの時間", NO_PLUGIN_WORD},
	[CASE_FIGURE_FIRST_NOTICE] = {"time-to-first-notice", "time to first notice", "第一報までの時間", NO_PLUGIN_WORD},
	[CASE_FIGURE_SILENCE] = {"longest-silence", "longest silence", "最長の無連絡時間", NO_PLUGIN_WORD},
};

static const struct word case_fields[CASE_FIELD_COUNT] = {
	[CASE_FIELD_BEGAN] = {"began", "began", "発生", NO_PLUGIN_WORD},
	[CASE_FIELD_DETECTED] = {"detected", "detected", "検知", NO_PLUGIN_WORD},
	[CASE_FIELD_DETECTED_HOW] = {"detected-how", "how it was noticed", "検知方法", NO_PLUGIN_WORD},
	[CASE_FIELD_REPORTED] = {"reported", "reported to us", "申告", NO_PLUGIN_WORD},
	[CASE_FIELD_ACKNOWLEDGED] = {"acknowledged", "taken up", "対応開始", NO_PLUGIN_WORD},
	[CASE_FIELD_RESTORED] = {"restored", "restored", "復旧", NO_PLUGIN_WORD},
	[CASE_FIELD_CONFIRMED] = {"confirmed", "confirmed by who had it", "復旧確認", NO_PLUGIN_WORD},
	[CASE_FIELD_SEVERITY] = {"severity", "severity", "重大度", NO_PLUGIN_WORD},
	[CASE_FIELD_CAUSE] = {"cause", "cause", "原因", NO_PLUGIN_WORD},
	[CASE_FIELD_CAUSE_STATUS] = {"cause-status", "state of the cause", "原因の確度", NO_PLUGIN_WORD},
	[CASE_FIELD_WORKAROUND] = {"workaround", "workaround", "当面の対応", NO_PLUGIN_WORD},
	[CASE_FIELD_CARRIER_TICKET] = {"carrier-ticket", "carrier's ticket", "回線事業者の受付番号", NO_PLUGIN_WORD},
	[CASE_FIELD_SERVICE] = {"service", "services", "影響サービス", NO_PLUGIN_WORD},
	[CASE_FIELD_LINES] = {"lines", "lines", "回線数", NO_PLUGIN_WORD},
	[CASE_FIELD_LINES_USER] = {"lines-user", "users' lines", "利用者の回線数", NO_PLUGIN_WORD},
	[CASE_FIELD_LINES_PROVIDER] = {"lines-provider", "service providers' lines", "サービス事業者の回線数", NO_PLUGIN_WORD},
	[CASE_FIELD_LINES_REGIONAL] = {"lines-regional", "regional bodies' lines", "地域組織の回線数", NO_PLUGIN_WORD},
	[CASE_FIELD_INSTITUTIONS] = {"institutions", "institutions", "機関数", NO_PLUGIN_WORD},
	[CASE_FIELD_USERS] = {"users", "users", "利用者数", NO_PLUGIN_WORD},
	[CASE_FIELD_STANDBY_FAILED] = {"standby-failed", "standby did not take over", "予備への切替え失敗", NO_PLUGIN_WORD},
	[CASE_FIELD_SECRECY_LEAK] = {"secrecy-leak", "communications secrecy leaked", "通信の秘密の漏えい", NO_PLUGIN_WORD},
	[CASE_FIELD_PERSONAL_DATA_LEAK] = {"personal-data-leak", "personal data leaked", "個人データの漏えい", NO_PLUGIN_WORD},
	[CASE_FIELD_LEAD] = {"lead", "lead", "指揮者", NO_PLUGIN_WORD},
	[CASE_FIELD_DEPUTY] = {"deputy", "deputy", "代行者", NO_PLUGIN_WORD},
	[CASE_FIELD_SCRIBE] = {"scribe", "scribe", "記録係", NO_PLUGIN_WORD},
	[CASE_FIELD_LIAISON] = {"liaison", "liaison", "連絡係", NO_PLUGIN_WORD},
	[CASE_FIELD_REVIEWED] = {"reviewed", "reviewed", "振り返り実施", NO_PLUGIN_WORD},
	[CASE_FIELD_UNDERLYING_CAUSE] = {"underlying-cause", "underlying cause", "背景原因", NO_PLUGIN_WORD},
	[CASE_FIELD_WELL] = {"well", "what went well", "良かった点", NO_PLUGIN_WORD},
	[CASE_FIELD_BADLY] = {"badly", "what went badly", "悪かった点", NO_PLUGIN_WORD},
	[CASE_FIELD_LUCKY] = {"lucky", "where we were lucky", "幸運だった点", NO_PLUGIN_WORD},
};

static const struct word severities[SEVERITY_COUNT] = {
	[SEVERITY_MINOR] = {"minor", "minor", "軽微", NO_PLUGIN_WORD},
	[SEVERITY_MAJOR] = {"major", "major", "重大", NO_PLUGIN_WORD},
	[SEVERITY_CRITICAL] = {"critical", "critical", "極めて重大", NO_PLUGIN_WORD},
};

static const struct word yes_nos[YES_NO_COUNT] = {
	[SAID_NO] = {"no", "no", "いいえ", NO_PLUGIN_WORD},
	[SAID_YES] = {"yes", "yes", "はい", NO_PLUGIN_WORD},
};
static const struct word cause_statuses[CAUSE_STATUS_COUNT] = {
	[CAUSE_INVESTIGATING] = {"investigating", "being looked into", "調査中", NO_PLUGIN_WORD},
	[CAUSE_ESTIMATED] = {"estimated", "guessed", "推定", NO_PLUGIN_WORD},
	[CAUSE_CONFIRMED] = {"confirmed", "confirmed", "確定", NO_PLUGIN_WORD},
};

static const struct word count_qualities[COUNT_QUALITY_COUNT] = {
	[COUNT_COUNTED] = {"counted", "counted", "実数", NO_PLUGIN_WORD},
	[COUNT_ESTIMATED] = {"estimated", "estimated", "推計", NO_PLUGIN_WORD},
	[COUNT_UNKNOWN] = {"unknown", "unknown", "不明", NO_PLUGIN_WORD},
};

static const struct word task_states[TASK_STATE_COUNT] = {
	[TASK_OPEN] = {"open", "open", "未了", NO_PLUGIN_WORD},
	[TASK_DONE] = {"done", "done", "完了", NO_PLUGIN_WORD},
	[TASK_DROPPED] = {"dropped", "dropped", "取りやめ", NO_PLUGIN_WORD},
};

static const struct word stage_stands[STAGE_STAND_COUNT] = {
	[STAGE_NOT_BEGUN] = {"not-begun", "not begun", "未着手", NO_PLUGIN_WORD},
	[STAGE_HERE] = {"here", "now", "対応中", NO_PLUGIN_WORD},
	[STAGE_BESIDE] = {"beside", "going on beside", "並行中", NO_PLUGIN_WORD},
	[STAGE_DONE] = {"done", "done", "完了", NO_PLUGIN_WORD},
	[STAGE_SKIPPED] = {"skipped", "skipped", "省略", NO_PLUGIN_WORD},
	[STAGE_MOOT] = {"moot", "does not arise", "該当なし", NO_PLUGIN_WORD},
};

static const struct word drill_hazards[DRILL_HAZARD_COUNT] = {
	[HAZARD_EARTHQUAKE] = {"earthquake", "earthquake", "地震", NO_PLUGIN_WORD},
	[HAZARD_FLOOD] = {"flood", "flood", "水害", NO_PLUGIN_WORD},
	[HAZARD_POWER_CUT] = {"power-cut", "power cut", "停電", NO_PLUGIN_WORD},
	[HAZARD_LINE_CUT] = {"line-cut", "line cut", "回線断", NO_PLUGIN_WORD},
	[HAZARD_DEVICE_FAILURE] = {"device-failure", "device failure", "機器故障", NO_PLUGIN_WORD},
	[HAZARD_CORE_DOWN] = {"core-down", "interconnection core down", "相互接続基盤ダウン", NO_PLUGIN_WORD},
	[HAZARD_RANSOMWARE] = {"ransomware", "ransomware", "ランサムウェア", NO_PLUGIN_WORD},
	[HAZARD_NONCOMPLIANCE] = {"noncompliance", "non-compliance", "不適合", NO_PLUGIN_WORD},
	[HAZARD_REAL_INCIDENT] = {"real-incident", "real incident during a drill", "実障害割込み", NO_PLUGIN_WORD},
	[HAZARD_OTHER] = {"other", "other", "その他", NO_PLUGIN_WORD},
};

static const struct word drill_capabilities[DRILL_CAPABILITY_COUNT] = {
	[CAPABILITY_DETECTING] = {"detecting", "detecting", "検知", NO_PLUGIN_WORD},
	[CAPABILITY_ISOLATING] = {"isolating", "isolating", "切り分け", NO_PLUGIN_WORD},
	[CAPABILITY_TELLING] = {"telling", "telling", "連絡", NO_PLUGIN_WORD},
	[CAPABILITY_RECORDING] = {"recording", "recording", "記録", NO_PLUGIN_WORD},
	[CAPABILITY_DECIDING] = {"deciding", "deciding", "判断", NO_PLUGIN_WORD},
};

static const struct word drill_means[DRILL_MEANS_COUNT] = {
	[INJECT_PHONE] = {"phone", "telephone", "電話", NO_PLUGIN_WORD},
	[INJECT_MAIL] = {"mail", "mail", "メール", NO_PLUGIN_WORD},
	[INJECT_VISIT] = {"visit", "in person", "来訪", NO_PLUGIN_WORD},
	[INJECT_WEB] = {"web", "web", "ウェブ", NO_PLUGIN_WORD},
	[INJECT_ALARM] = {"alarm", "alarm", "警報", NO_PLUGIN_WORD},
};

static const struct word drill_expects[DRILL_EXPECT_COUNT] = {
	[EXPECT_CASE_OPENED] = {"case-opened", "case opened", "案件の起票", NO_PLUGIN_WORD},
	[EXPECT_CASE_FIELDS] = {"case-fields", "said of the case", "案件の項目", NO_PLUGIN_WORD},
	[EXPECT_RUN_ENDED] = {"run-ended", "procedure ended", "手順の完了", NO_PLUGIN_WORD},
	[EXPECT_REPORTED] = {"reported", "told", "通知", NO_PLUGIN_WORD},
	[EXPECT_PROMISE_KEPT] = {"promise-kept", "promise kept", "次報予定の遵守", NO_PLUGIN_WORD},
	[EXPECT_DECLARED] = {"declared", "roster declared", "体制の発令", NO_PLUGIN_WORD},
	[EXPECT_HANDED_OVER] = {"handed-over", "handed over", "引継ぎ", NO_PLUGIN_WORD},
	[EXPECT_TASK_ADDED] = {"task-added", "task added", "作業の登録", NO_PLUGIN_WORD},
	[EXPECT_NOTED] = {"noted", "noted", "記録", NO_PLUGIN_WORD},
	[EXPECT_ANSWERED] = {"answered", "answered", "応答", NO_PLUGIN_WORD},
	[EXPECT_NOT_DONE] = {"not-done", "not done", "してはならないこと", NO_PLUGIN_WORD},
	[EXPECT_ACKNOWLEDGED] = {"acknowledged", "acknowledged", "受領の確認", NO_PLUGIN_WORD},
	[EXPECT_DUTY_DECIDED] = {"duty-decided", "duty decided", "義務の判断", NO_PLUGIN_WORD},
	[EXPECT_CLOSED] = {"closed", "closed", "案件の終了", NO_PLUGIN_WORD},
	[EXPECT_STOPPED] = {"stopped", "drill stopped", "訓練の中断", NO_PLUGIN_WORD},
	[EXPECT_JUDGED] = {"judged", "judged by a person", "評価者の判断", NO_PLUGIN_WORD},
};

static const struct word drill_deeds[DRILL_DEED_COUNT] = {
	[DEED_REPORTED] = {"reported", "told", "通知", NO_PLUGIN_WORD},
	[DEED_RUN_ENDED] = {"run-ended", "procedure ended", "手順の完了", NO_PLUGIN_WORD},
	[DEED_CLOSED] = {"closed", "case closed", "案件の終了", NO_PLUGIN_WORD},
	[DEED_CASE_OPENED] = {"case-opened", "case opened", "案件の起票", NO_PLUGIN_WORD},
};

static const struct word channel_kinds[CHANNEL_KIND_COUNT] = {
	[CHANNEL_MAIL] = {"mail", "mail", "メール", NO_PLUGIN_WORD},
	[CHANNEL_WEBHOOK] = {"webhook", "webhook", "Webhook", NO_PLUGIN_WORD},
	[CHANNEL_ALERTMANAGER] = {"alertmanager", "Alertmanager", "Alertmanager 連携", NO_PLUGIN_WORD},
	[CHANNEL_COMMAND] = {"command", "command", "外部コマンド", NO_PLUGIN_WORD},
	[CHANNEL_PHONE] = {"phone", "telephone", "電話", NO_PLUGIN_WORD},
	[CHANNEL_FAX] = {"fax", "fax", "FAX", NO_PLUGIN_WORD},
	[CHANNEL_SHEET] = {"sheet", "sheet", "書面", NO_PLUGIN_WORD},
};

static const struct word relay_securities[RELAY_SECURITY_COUNT] = {
	[RELAY_STARTTLS] = {"starttls", "STARTTLS required", "STARTTLS 必須", NO_PLUGIN_WORD},
	[RELAY_TLS] = {"tls", "TLS from the first byte", "最初から TLS", NO_PLUGIN_WORD},
	[RELAY_PLAIN] = {"plain", "without TLS", "TLS なし", NO_PLUGIN_WORD},
};

static const struct word urgencies[URGENCY_COUNT] = {
	[URGENCY_FIRST] = {"first", "first report", "第一報", NO_PLUGIN_WORD},
	[URGENCY_URGENT] = {"urgent", "urgent", "至急", NO_PLUGIN_WORD},
	[URGENCY_ROUTINE] = {"routine", "routine", "通常", NO_PLUGIN_WORD},
};

static const struct word notice_states[NOTICE_STATE_COUNT] = {
	[NOTICE_QUEUED] = {"queued", "queued", "送信待ち", NO_PLUGIN_WORD},
	[NOTICE_HELD] = {"held", "held until somebody approves it", "承認待ち", NO_PLUGIN_WORD},
	[NOTICE_REFUSED] = {"refused", "refused: no message can reach anybody of them", "送れません (連絡手段のある相手がいない)", NO_PLUGIN_WORD},
	[NOTICE_DROPPED] = {"dropped", "dropped", "取りやめ", NO_PLUGIN_WORD},
};

static const struct word message_states[MESSAGE_STATE_COUNT] = {
	[MESSAGE_QUEUED] = {"queued", "queued", "送信待ち", NO_PLUGIN_WORD},
	[MESSAGE_HELD] = {"held", "held", "承認待ち", NO_PLUGIN_WORD},
	[MESSAGE_SENDING] = {"sending", "sending", "送信中", NO_PLUGIN_WORD},
	[MESSAGE_ACCEPTED] = {"accepted", "accepted", "相手サーバ受理", NO_PLUGIN_WORD},
	[MESSAGE_FAILED_TEMPORARY] = {"failed-temporary", "failed, to be tried again", "一時失敗", NO_PLUGIN_WORD},
	[MESSAGE_FAILED_PERMANENT] = {"failed-permanent", "failed", "送信不能", NO_PLUGIN_WORD},
	[MESSAGE_ACKNOWLEDGED] = {"acknowledged", "acknowledged", "確認済み", NO_PLUGIN_WORD},
	[MESSAGE_DROPPED] = {"dropped", "dropped", "取りやめ", NO_PLUGIN_WORD},
};

static const struct word delivery_ends[DELIVERY_END_COUNT] = {
	[DELIVERY_ACCEPTED] = {"accepted", "accepted", "受理", NO_PLUGIN_WORD},
	[DELIVERY_DEFERRED] = {"deferred", "deferred", "一時拒否", NO_PLUGIN_WORD},
	[DELIVERY_REFUSED_RECIPIENT] = {"refused-recipient", "recipient refused", "宛先拒否", NO_PLUGIN_WORD},
	[DELIVERY_REFUSED_MESSAGE] = {"refused-message", "message refused", "本文拒否", NO_PLUGIN_WORD},
	[DELIVERY_REFUSED_SENDER] = {"refused-sender", "refused by the relay", "中継拒否", NO_PLUGIN_WORD},
	[DELIVERY_REFUSED_LOGIN] = {"refused-login", "login refused", "認証拒否", NO_PLUGIN_WORD},
	[DELIVERY_NOT_TRUSTED] = {"not-trusted", "TLS not as required", "TLS 不備", NO_PLUGIN_WORD},
	[DELIVERY_NO_NAME] = {"no-name", "name not resolved", "名前解決不能", NO_PLUGIN_WORD},
	[DELIVERY_NO_CONNECTION] = {"no-connection", "no connection", "接続不能", NO_PLUGIN_WORD},
	[DELIVERY_TOO_SLOW] = {"too-slow", "too slow", "時間切れ", NO_PLUGIN_WORD},
	[DELIVERY_NOT_UNDERSTOOD] = {"not-understood", "protocol not understood", "応答解釈不能", NO_PLUGIN_WORD},
	[DELIVERY_BROKEN_OFF] = {"broken-off", "broken off, may have arrived", "中断 (到着の可能性あり)", NO_PLUGIN_WORD},
	[DELIVERY_NOT_COMPOSED] = {"not-composed", "not composed", "作成不能", NO_PLUGIN_WORD},
	[DELIVERY_NOT_REACHED] = {"not-reached", "nobody reached", "連絡つかず", NO_PLUGIN_WORD},
	[DELIVERY_WITHHELD] = {"withheld", "withheld in a drill", "訓練のため送信せず", NO_PLUGIN_WORD},
};

static const struct word acks[ACK_COUNT] = {
	[ACK_SEEN] = {"seen", "seen", "確認", NO_PLUGIN_WORD},
	[ACK_ACTING] = {"acting", "acting", "対応中", NO_PLUGIN_WORD},
	[ACK_WRONG_CONTACT] = {"wrong-contact", "wrong contact", "宛先違い", NO_PLUGIN_WORD},
	[ACK_CANNOT_ACT] = {"cannot-act", "cannot act", "対応不可", NO_PLUGIN_WORD},
};

static const struct word ack_means[ACK_MEANS_COUNT] = {
	[MEANS_PHONE] = {"phone", "telephone", "電話", NO_PLUGIN_WORD},
	[MEANS_MAIL] = {"mail", "mail", "メール", NO_PLUGIN_WORD},
	[MEANS_FAX] = {"fax", "fax", "FAX", NO_PLUGIN_WORD},
	[MEANS_IN_PERSON] = {"in-person", "in person", "対面", NO_PLUGIN_WORD},
	[MEANS_OTHER] = {"other", "other means", "その他", NO_PLUGIN_WORD},
};

static const struct word clause_verdicts[CLAUSE_VERDICT_COUNT] = {
	[CLAUSE_MET] = {"met", "met", "適合", NO_PLUGIN_WORD},
	[CLAUSE_CANNOT_TELL] = {"cannot-tell", "cannot tell", "判定不能", NO_PLUGIN_WORD},
	[CLAUSE_NOT_MET] = {"not-met", "not met", "不適合", NO_PLUGIN_WORD},
};

static const struct word duty_states[DUTY_STATE_COUNT] = {
	[DUTY_NOT_YET] = {"not-yet", "not yet", "未発生", NO_PLUGIN_WORD},
	[DUTY_OPEN] = {"open", "open", "未了", NO_PLUGIN_WORD},
	[DUTY_SOON] = {"due-soon", "due soon", "期限間近", NO_PLUGIN_WORD},
	[DUTY_LATE] = {"late", "late", "期限超過", NO_PLUGIN_WORD},
	[DUTY_MET] = {"met", "met", "履行済み", NO_PLUGIN_WORD},
	[DUTY_DECIDE] = {"decide", "for a person to decide", "人が判断", NO_PLUGIN_WORD},
	[DUTY_NOT_APPLICABLE] = {"not-applicable", "not applicable", "対象外", NO_PLUGIN_WORD},
	[DUTY_SETTLED] = {"settled", "settled by a person", "人が処理済み", NO_PLUGIN_WORD},
};

static const struct word drill_results[DRILL_RESULT_COUNT] = {
	[DRILL_MET] = {"met", "met", "達成", NO_PLUGIN_WORD},
	[DRILL_LATE] = {"late", "late", "遅れて達成", NO_PLUGIN_WORD},
	[DRILL_MISSED] = {"missed", "missed", "未達成", NO_PLUGIN_WORD},
	[DRILL_EXCUSED] = {"excused", "excused", "対象外", NO_PLUGIN_WORD},
	[DRILL_PENDING] = {"pending", "pending", "未確定", NO_PLUGIN_WORD},
};

static const struct word drill_grades[DRILL_GRADE_COUNT] = {
	[DRILL_PERFORMED] = {"performed", "performed without challenges", "支障なく実施できた", NO_PLUGIN_WORD},
	[DRILL_SOME_CHALLENGES] = {"some-challenges", "performed with some challenges", "一部に課題があった", NO_PLUGIN_WORD},
	[DRILL_MAJOR_CHALLENGES] = {"major-challenges", "performed with major challenges", "大きな課題があった", NO_PLUGIN_WORD},
	[DRILL_UNABLE] = {"unable", "unable to be performed", "実施できなかった", NO_PLUGIN_WORD},
};

static const struct word drill_states[DRILL_STATE_COUNT] = {
	[DRILL_PLANNED] = {"planned", "planned", "準備済み", NO_PLUGIN_WORD},
	[DRILL_RUNNING] = {"running", "running", "実施中", NO_PLUGIN_WORD},
	[DRILL_PAUSED] = {"paused", "paused", "一時停止", NO_PLUGIN_WORD},
	[DRILL_FROZEN] = {"frozen", "frozen by a real alarm", "実警報により凍結", NO_PLUGIN_WORD},
	[DRILL_STOPPED] = {"stopped", "stopped", "中止", NO_PLUGIN_WORD},
	[DRILL_ENDED] = {"ended", "ended", "終了", NO_PLUGIN_WORD},
};

static const struct word drill_moment_kinds[DRILL_MOMENT_KIND_COUNT] = {
	[DRILL_CARD] = {"card", "card", "状況付与", NO_PLUGIN_WORD},
	[DRILL_NETWORK] = {"network", "change of the network", "ネットワークの変化", NO_PLUGIN_WORD},
	[DRILL_ANSWER] = {"answer", "played deed", "模擬対応", NO_PLUGIN_WORD},
};

static const struct word training_kinds[TRAINING_KIND_COUNT] = {
	[TRAINING_LECTURE] = {"lecture", "lecture", "講義", NO_PLUGIN_WORD},
	[TRAINING_EXERCISE] = {"exercise", "exercise", "演習", NO_PLUGIN_WORD},
	[TRAINING_SELF_STUDY] = {"self-study", "self-study", "自習", NO_PLUGIN_WORD},
	[TRAINING_DRILL] = {"drill", "drill", "訓練", NO_PLUGIN_WORD},
};

static const struct word training_standings[TRAINING_STANDING_COUNT] = {
	[TRAINING_TAUGHT] = {"taught", "taught", "教育済み", NO_PLUGIN_WORD},
	[TRAINING_DUE] = {"due", "due soon", "期限間近", NO_PLUGIN_WORD},
	[TRAINING_OVERDUE] = {"overdue", "overdue", "期限超過", NO_PLUGIN_WORD},
	[TRAINING_NEVER] = {"never", "never", "教育なし", NO_PLUGIN_WORD},
};

static const struct word training_manuals[TRAINING_MANUAL_COUNT] = {
	[TRAINING_MANUAL_NONE] = {"none", "none to compare with", "比較の対象なし", NO_PLUGIN_WORD},
	[TRAINING_MANUAL_APPROVED] = {"approved", "the approved one", "承認された版", NO_PLUGIN_WORD},
	[TRAINING_MANUAL_OTHER] = {"other", "not the approved one", "承認された版と異なる", NO_PLUGIN_WORD},
	[TRAINING_MANUAL_UNAPPROVED] = {"not-approved", "never approved", "未承認", NO_PLUGIN_WORD},
};

static const struct {
	const struct word *words;
	unsigned int count;
} families[WORD_FAMILY_COUNT] = {
	[WORDS_STATUS] = {statuses, G_N_ELEMENTS(statuses)},
	[WORDS_PROBE_END] = {probe_ends, G_N_ELEMENTS(probe_ends)},
	[WORDS_QUESTION_KIND] = {question_kinds, G_N_ELEMENTS(question_kinds)},
	[WORDS_FIGURE] = {figures, G_N_ELEMENTS(figures)},
	[WORDS_ALGORITHM_GRADE] = {algorithm_grades, G_N_ELEMENTS(algorithm_grades)},
	[WORDS_PACKET_OUTCOME] = {packet_outcomes, G_N_ELEMENTS(packet_outcomes)},
	[WORDS_OWNER_KIND] = {owner_kinds, G_N_ELEMENTS(owner_kinds)},
	[WORDS_STORE_VERDICT] = {store_verdicts, G_N_ELEMENTS(store_verdicts)},
	[WORDS_GROUP_VERDICT] = {group_verdicts, G_N_ELEMENTS(group_verdicts)},
	[WORDS_DEMARCATION_VERDICT] = {demarcation_verdicts, G_N_ELEMENTS(demarcation_verdicts)},
	[WORDS_TRANSITION_KIND] = {transition_kinds, G_N_ELEMENTS(transition_kinds)},
	[WORDS_WINDOW_PHASE] = {window_phases, G_N_ELEMENTS(window_phases)},
	[WORDS_STEP_KIND] = {step_kinds, G_N_ELEMENTS(step_kinds)},
	[WORDS_STEP_OUTCOME] = {step_outcomes, G_N_ELEMENTS(step_outcomes)},
	[WORDS_RUN_STATE] = {run_states, G_N_ELEMENTS(run_states)},
	[WORDS_LANE] = {lanes, G_N_ELEMENTS(lanes)},
	[WORDS_FAULT_VERDICT] = {fault_verdicts, G_N_ELEMENTS(fault_verdicts)},
	[WORDS_PROBE_SCOPE] = {probe_scopes, G_N_ELEMENTS(probe_scopes)},
	[WORDS_NOTICE_KIND] = {notice_kinds, G_N_ELEMENTS(notice_kinds)},
	[WORDS_AUDIENCE] = {audiences, G_N_ELEMENTS(audiences)},
	[WORDS_COMPONENT_KIND] = {component_kinds, G_N_ELEMENTS(component_kinds)},
	[WORDS_FAULT_ASPECT] = {fault_aspects, G_N_ELEMENTS(fault_aspects)},
	[WORDS_ASK_COST] = {ask_costs, G_N_ELEMENTS(ask_costs)},
	[WORDS_CASE_KIND] = {case_kinds, G_N_ELEMENTS(case_kinds)},
	[WORDS_DETECTION] = {detections, G_N_ELEMENTS(detections)},
	[WORDS_CHANNEL_KIND] = {channel_kinds, G_N_ELEMENTS(channel_kinds)},
	[WORDS_RELAY_SECURITY] = {relay_securities, G_N_ELEMENTS(relay_securities)},
	[WORDS_URGENCY] = {urgencies, G_N_ELEMENTS(urgencies)},
	[WORDS_NOTICE_STATE] = {notice_states, G_N_ELEMENTS(notice_states)},
	[WORDS_MESSAGE_STATE] = {message_states, G_N_ELEMENTS(message_states)},
	[WORDS_DELIVERY_END] = {delivery_ends, G_N_ELEMENTS(delivery_ends)},
	[WORDS_ACK] = {acks, G_N_ELEMENTS(acks)},
	[WORDS_ACK_MEANS] = {ack_means, G_N_ELEMENTS(ack_means)},
	[WORDS_CLAUSE_VERDICT] = {clause_verdicts, G_N_ELEMENTS(clause_verdicts)},
	[WORDS_DUTY_STATE] = {duty_states, G_N_ELEMENTS(duty_states)},
	[WORDS_CASE_FIELD] = {case_fields, G_N_ELEMENTS(case_fields)},
	[WORDS_CASE_FIGURE] = {case_figures, G_N_ELEMENTS(case_figures)},
	[WORDS_SEVERITY] = {severities, G_N_ELEMENTS(severities)},
	[WORDS_YES_NO] = {yes_nos, G_N_ELEMENTS(yes_nos)},
	[WORDS_CAUSE_STATUS] = {cause_statuses, G_N_ELEMENTS(cause_statuses)},
	[WORDS_COUNT_QUALITY] = {count_qualities, G_N_ELEMENTS(count_qualities)},
	[WORDS_TASK_STATE] = {task_states, G_N_ELEMENTS(task_states)},
	[WORDS_STAGE_STAND] = {stage_stands, G_N_ELEMENTS(stage_stands)},
	[WORDS_DRILL_HAZARD] = {drill_hazards, G_N_ELEMENTS(drill_hazards)},
	[WORDS_DRILL_CAPABILITY] = {drill_capabilities, G_N_ELEMENTS(drill_capabilities)},
	[WORDS_DRILL_MEANS] = {drill_means, G_N_ELEMENTS(drill_means)},
	[WORDS_DRILL_EXPECT] = {drill_expects, G_N_ELEMENTS(drill_expects)},
	[WORDS_DRILL_DEED] = {drill_deeds, G_N_ELEMENTS(drill_deeds)},
	[WORDS_DRILL_STATE] = {drill_states, G_N_ELEMENTS(drill_states)},
	[WORDS_DRILL_MOMENT_KIND] = {drill_moment_kinds, G_N_ELEMENTS(drill_moment_kinds)},
	[WORDS_DRILL_RESULT] = {drill_results, G_N_ELEMENTS(drill_results)},
	[WORDS_DRILL_GRADE] = {drill_grades, G_N_ELEMENTS(drill_grades)},
	[WORDS_TRAINING_KIND] = {training_kinds, G_N_ELEMENTS(training_kinds)},
	[WORDS_TRAINING_STANDING] = {training_standings, G_N_ELEMENTS(training_standings)},
	[WORDS_TRAINING_MANUAL] = {training_manuals, G_N_ELEMENTS(training_manuals)},
};

unsigned int words_count(enum word_family family)
{
	g_assert((unsigned int)family < WORD_FAMILY_COUNT);
	return families[family].count;
}

const struct word *words_get(enum word_family family, unsigned int value)
{
	g_assert(value < words_count(family));
	return &families[family].words[value];
}

int words_find(enum word_family family, const char *id)
{
	unsigned int count = words_count(family);

	for (unsigned int value = 0; value < count; value++)
		if (!strcmp(families[family].words[value].id, id))
			return (int)value;
	return -1;
}

static bool screen_is_japanese(void)
{
	/* TRANSLATORS: the ISO 639 code of the language you translate to: ja for Japanese. */
	return !strcmp(_("en"), "ja");
}

const char *words_shown(enum word_family family, unsigned int value)
{
	const struct word *word = words_get(family, value);

	return screen_is_japanese() ? word->japanese : word->english;
}

char *words_shown_both(enum status status)
{
	const struct word *word = words_get(WORDS_STATUS, status);
	bool japanese = screen_is_japanese();
	bool same = !strcmp(word->plugin, word->english);

	return g_strconcat(japanese ? word->japanese : "", japanese ? " " : "", word->english,
			   same ? "" : " (", same ? "" : word->plugin, same ? "" : ")", NULL);
}

bool words_is_report(enum notice_kind kind)
{
	return kind == NOTICE_OUTAGE_FIRST || kind == NOTICE_OUTAGE_FOLLOW_UP || kind == NOTICE_OUTAGE_RESTORED ||
	       kind == NOTICE_OUTAGE_FINAL || kind == NOTICE_CORRECTION_OF_REPORT;
}
