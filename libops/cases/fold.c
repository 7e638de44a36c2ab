/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text into tokens: what is a word, what is a run of Japanese, and how each is cut.
 */
#include "cases/fold.h"

#include <string.h>

#define LONG_VOWEL 0x30fc /* ー */
#define REPEATS_KANJI 0x3005 /* 々 */
#define VOICED_MARK 0x3099
/* A katakana word of fewer characters keeps its long vowel: エラー is not エラ. */
#define STEM_LEAST 3
#define TELLING_LEAST 3 /* letters of a word */
#define RESEMBLES_MOST 12

/* --- what a character is --- */

enum kind {
	APART, /* ends what stands before it */
	JOINT, /* within a word: CAF-0123 */
	DROPPED, /* as if it were not there */
	WORD,
	RUN, /* Japanese */
	SYMBOL, /* a token by itself */
};

static bool repeats_kana(gunichar character)
{
	return character == 0x309d || character == 0x309e || character == 0x30fd || character == 0x30fe;
}

static bool is_han(gunichar character)
{
	return g_unichar_get_script(character) == G_UNICODE_SCRIPT_HAN;
}

static bool is_katakana(gunichar character)
{
	return character == LONG_VOWEL || g_unichar_get_script(character) == G_UNICODE_SCRIPT_KATAKANA;
}

static bool is_hiragana(gunichar character)
{
	return g_unichar_get_script(character) == G_UNICODE_SCRIPT_HIRAGANA;
}

static bool is_run(gunichar character)
{
	return character == LONG_VOWEL || ((is_han(character) || is_hiragana(character) || is_katakana(character)) &&
					   (g_unichar_isalnum(character) || character == REPEATS_KANJI));
}

static enum kind kind_of_ascii(gunichar character)
{
	if (g_ascii_isalnum((char)character))
		return WORD;
	return character && strchr("-._:/@", (int)character) ? JOINT : APART;
}

static enum kind kind_of(gunichar character)
{
	if (character < 0x80)
		return kind_of_ascii(character);
	if (is_run(character))
		return RUN;
	switch (g_unichar_type(character)) {
	case G_UNICODE_NON_SPACING_MARK:
	case G_UNICODE_SPACING_MARK:
	case G_UNICODE_ENCLOSING_MARK:
	case G_UNICODE_FORMAT:
		return DROPPED;
	case G_UNICODE_OTHER_SYMBOL:
		return character == 0xfffd ? APART : SYMBOL;
	default:
		return g_unichar_isalnum(character) ? WORD : APART;
	}
}

/* --- parts of a text --- */

/* A word, a run or a symbol while it is gathered. */
struct part {
	GArray *characters; /* gunichar */
	enum kind kind;
	bool joined; /* a word that stands behind another one and a joint */
};

typedef void take_part(void *context, const struct part *part);

struct cutter {
	struct part part;
	guint katakana; /* so many of its characters, at the end */
	bool jointed; /* a joint stands behind what is gathered */
	take_part *take;
	void *context;
};

static gunichar at(const GArray *characters, guint index)
{
	return g_array_index(characters, gunichar, index);
}

static gunichar last_of(const GArray *characters)
{
	return characters->len ? at(characters, characters->len - 1) : 0;
}

/* サーバー is サーバ where the katakana end. */
static void trim_vowel(struct cutter *cutter)
{
	while (cutter->katakana > STEM_LEAST && last_of(cutter->part.characters) == LONG_VOWEL) {
		g_array_set_size(cutter->part.characters, cutter->part.characters->len - 1);
		cutter->katakana--;
	}
	cutter->katakana = 0;
}

static void end_part(struct cutter *cutter)
{
	if (cutter->part.kind == RUN)
		trim_vowel(cutter);
	if (cutter->part.characters->len)
		cutter->take(cutter->context, &cutter->part);
	g_array_set_size(cutter->part.characters, 0);
}

/* What a mark of repetition behind LAST stands for. */
static gunichar written_out(gunichar last, gunichar character)
{
	gunichar voiced;

	if (character == REPEATS_KANJI)
		return is_han(last) ? last : character;
	if (!repeats_kana(character) || (!is_hiragana(last) && !is_katakana(last)))
		return character;
	if ((character == 0x309e || character == 0x30fe) && g_unichar_compose(last, VOICED_MARK, &voiced))
		return voiced;
	return last;
}

static void add(struct cutter *cutter, gunichar character, enum kind kind)
{
	GArray *characters = cutter->part.characters;
	const bool begins = !characters->len || kind != cutter->part.kind || kind == SYMBOL || cutter->jointed;

	if (begins) {
		const bool joined = cutter->jointed && cutter->part.kind == WORD && kind == WORD;

		end_part(cutter);
		cutter->part.kind = kind;
		cutter->part.joined = joined;
	}
	cutter->jointed = false;
	if (kind == RUN)
		character = written_out(last_of(characters), character);
	if (kind == RUN && is_katakana(character))
		cutter->katakana++;
	else if (kind == RUN)
		trim_vowel(cutter);
	if (kind != WORD || characters->len < FOLD_WORD_LIMIT)
		g_array_append_val(characters, character);
}

/* NFKC in small letters; small letters may want composing again. Caller frees. */
static char *normal(const char *bytes, size_t length)
{
	g_autofree char *valid = g_utf8_make_valid(bytes, (gssize)length);
	g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFKC);
	g_autofree char *small = g_utf8_casefold(composed, -1);

	return g_utf8_normalize(small, -1, G_NORMALIZE_NFKC);
}

static void cut(const char *bytes, size_t length, take_part *take, void *context)
{
	g_autofree char *text = normal(bytes, length);
	g_autoptr(GArray) characters = g_array_new(FALSE, FALSE, sizeof(gunichar));
	struct cutter cutter = {.part = {.characters = characters, .kind = APART}, .take = take, .context = context};

	for (const char *next = text; *next; next = g_utf8_next_char(next)) {
		const gunichar character = g_utf8_get_char(next);
		const enum kind kind = kind_of(character);

		if (kind == DROPPED)
			continue;
		if (kind == JOINT && characters->len && cutter.part.kind == WORD && !cutter.jointed) {
			cutter.jointed = true;
		} else if (kind == JOINT || kind == APART) {
			end_part(&cutter);
			cutter.jointed = false;
		} else {
			add(&cutter, character, kind);
		}
	}
	end_part(&cutter);
}

/* --- tokens --- */

static void begin_token(GString *tokens)
{
	if (tokens->len)
		g_string_append_c(tokens, ' ');
}

static void append_pair(GString *tokens, const GArray *characters, guint first)
{
	begin_token(tokens);
	g_string_append_unichar(tokens, at(characters, first));
	g_string_append_unichar(tokens, at(characters, first + 1));
}

static void append_all(GString *tokens, const GArray *characters)
{
	begin_token(tokens);
	for (guint i = 0; i < characters->len; i++)
		g_string_append_unichar(tokens, at(characters, i));
}

static void append_pairs(GString *tokens, const GArray *characters)
{
	for (guint i = 0; i + 1 < characters->len; i++)
		append_pair(tokens, characters, i);
}

static void index_part(void *context, const struct part *part)
{
	GString *tokens = context;

	if (part->kind != RUN) {
		append_all(tokens, part->characters);
		return;
	}
	append_pairs(tokens, part->characters);
	begin_token(tokens);
	g_string_append_unichar(tokens, last_of(part->characters));
}

char *fold_text(const char *bytes, size_t length)
{
	g_autoptr(GString) tokens = g_string_new(NULL);

	cut(bytes, MIN(length, FOLD_TEXT_LIMIT), index_part, tokens);
	return g_string_free(g_steal_pointer(&tokens), FALSE);
}

/* --- terms --- */

struct gathering {
	GArray *terms; /* struct know_term */
	bool cut;
	GString *joining; /* a term that may go on with the next part */
	bool open; /* and its last token may */
};

static bool is_there(const GArray *terms, const char *tokens)
{
	for (guint i = 0; i < terms->len; i++)
		if (g_str_equal(g_array_index(terms, struct know_term, i).tokens, tokens))
			return true;
	return false;
}

/* Takes TOKENS over. */
static void add_term(struct gathering *gathering, char *take_tokens, bool open)
{
	const struct know_term term = {take_tokens, open};

	if (is_there(gathering->terms, take_tokens)) {
		g_free(take_tokens);
	} else if (gathering->terms->len == KNOW_TERMS_LIMIT) {
		gathering->cut = true;
		g_free(take_tokens);
	} else {
		g_array_append_val(gathering->terms, term);
	}
}

/* Letters may go on; digits are a number. */
static bool may_go_on(const GArray *characters)
{
	for (guint i = 0; i < characters->len; i++)
		if (!g_unichar_isalpha(at(characters, i)))
			return false;
	return characters->len >= TELLING_LEAST;
}

static void end_term(struct gathering *gathering)
{
	if (gathering->joining->len)
		add_term(gathering, g_strdup(gathering->joining->str), gathering->open);
	g_string_truncate(gathering->joining, 0);
}

/* A word that is joined to the one before goes on with its term. */
static void ask_part(void *context, const struct part *part)
{
	struct gathering *gathering = context;
	const bool pairs = part->kind == RUN && part->characters->len > 1;

	if (!part->joined)
		end_term(gathering);
	if (pairs)
		append_pairs(gathering->joining, part->characters);
	else
		append_all(gathering->joining, part->characters);
	gathering->open = (part->kind == RUN && !pairs) || (part->kind == WORD && may_go_on(part->characters));
}

static bool is_small_word(const char *word)
{
	static const char *const small[] = {"all", "and", "any",  "are",  "but",  "can",  "cannot", "did",
					    "does", "for", "from", "has",  "have", "its",  "not",    "off",
					    "our",  "out", "that", "the",  "this", "very", "was",    "were",
					    "what", "when", "with", "you", NULL};

	return g_strv_contains(small, word);
}

static void take_telling_word(struct gathering *gathering, const struct part *part)
{
	GString *word = g_string_new(NULL);

	append_all(word, part->characters);
	if (part->kind == WORD && (part->characters->len < TELLING_LEAST || is_small_word(word->str)))
		g_string_free(word, TRUE);
	else
		add_term(gathering, g_string_free(word, FALSE), false);
}

static void gist_part(void *context, const struct part *part)
{
	struct gathering *gathering = context;
	const GArray *characters = part->characters;

	if (part->kind != RUN) {
		take_telling_word(gathering, part);
		return;
	}
	for (guint i = 0; i + 1 < characters->len; i++) {
		GString *pair;

		if (is_hiragana(at(characters, i)) && is_hiragana(at(characters, i + 1)))
			continue;
		pair = g_string_new(NULL);
		append_pair(pair, characters, i);
		add_term(gathering, g_string_free(pair, FALSE), false);
	}
}

static bool is_particle(const struct know_term *term)
{
	return is_hiragana(g_utf8_get_char(term->tokens)) && !*g_utf8_next_char(term->tokens);
}

/* One hiragana by itself is in every text and costs more than all the rest; it stays where there is nothing else. */
static void drop_particles(GArray *terms)
{
	for (guint i = terms->len; i-- > 0 && terms->len > 1;) {
		const struct know_term *term = &g_array_index(terms, struct know_term, i);

		if (!is_particle(term))
			continue;
		g_free((char *)term->tokens);
		g_array_remove_index(terms, i);
	}
}

static struct fold_terms *gather(const char *bytes, size_t length, take_part *take)
{
	g_autoptr(GString) joining = g_string_new(NULL);
	struct gathering gathering = {
		.terms = g_array_new(FALSE, FALSE, sizeof(struct know_term)),
		.cut = length > FOLD_QUERY_LIMIT,
		.joining = joining,
	};
	struct fold_terms *terms = g_new(struct fold_terms, 1);

	cut(bytes, MIN(length, FOLD_QUERY_LIMIT), take, &gathering);
	end_term(&gathering);
	drop_particles(gathering.terms);
	*terms = (struct fold_terms){.count = gathering.terms->len, .cut = gathering.cut};
	terms->terms = (struct know_term *)(void *)g_array_free(gathering.terms, FALSE);
	return terms;
}

struct fold_terms *fold_query(const char *bytes, size_t length)
{
	return gather(bytes, length, ask_part);
}

struct fold_terms *fold_gist(const char *bytes, size_t length)
{
	return gather(bytes, length, gist_part);
}

void fold_terms_free(struct fold_terms *terms)
{
	if (!terms)
		return;
	for (size_t i = 0; i < terms->count; i++)
		g_free((char *)terms->terms[i].tokens);
	g_free(terms->terms);
	g_free(terms);
}

size_t fold_found(const struct fold_terms *terms, const char *tokens)
{
	size_t found = 0;

	for (size_t i = 0; i < terms->count; i++)
		found += know_term_count(tokens, &terms->terms[i]) > 0;
	return found;
}

bool fold_resembles(const struct fold_terms *gist, const char *title, const char *text)
{
	const size_t needed = CLAMP((gist->count * 2 + 4) / 5, 2, RESEMBLES_MOST);
	g_autofree char *both = g_strconcat(title, " ", text, NULL);

	if (gist->count < 2)
		return gist->count && fold_found(gist, title);
	return fold_found(gist, both) >= needed;
}
