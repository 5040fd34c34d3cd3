// The words that texts are made of, in UTF-8. Their order and spelling are part of every dataset: a change here changes
// every digest. Marks that an editor may lose or normalize (combining, joiners, selectors) are written as escapes.
#pragma once

#include <span>
#include <string_view>

namespace datasets::vocabulary {

using Words = std::span<const std::string_view>;

inline constexpr std::string_view kGivenNames[] = {
    "Ada",        "Grace", "Linus", "Barbara", "Edsger", "Ken",    "Margaret", "Donald",  "Frances", "Dennis",
    "Sophie",     "Tony",  "Radia", "Alan",    "Jean",   "Zoë",    "Siobhán",  "Łukasz",  "Çağla",   "Jürgen",
    "Ngọc",       "Søren", "محمد",  "נועה",    "伟",     "さくら", "지우",     "Дмитрий", "Ελένη",   "प्रिया",
    "Jose\u0301",  // the accent as a combining mark
    "D'Angelo"};

inline constexpr std::string_view kFamilyNames[] = {
    "Lovelace", "Hopper", "O'Brien",      "Liskov",         "de la Cruz", "Thompson",   "Hamilton",
    "Knuth",    "Allen",  "Smith",        "d'Arcy",         "Turing",     "Müller",     "Nguyễn",
    "Kowalska", "Öztürk", "Ibn Sina",     "الخوارزمي",      "לוי",        "王",         "山田",
    "김",       "Иванов", "Παπαδόπουλος", "van \"Rossum\"", "Ng",         "Fröjd-Ånäs", "Nun\u0303ez"};

inline constexpr std::string_view kEmailNames[] = {"ada",        "grace",      "linus",   "mail",
                                                   "first.last", "info+posts", "o'brien", "x"};

inline constexpr std::string_view kEnglish[] = {
    "a",       "the",    "of",      "and",     "when",  "both",   "sides",  "agree", "list",   "order",
    "author",  "post",   "reply",   "thread",  "draft", "note",   "today",  "slow",  "fast",   "measured",
    "change",  "moved",  "between", "without", "query", "commit", "loaded", "stale", "mirror", "relationship",
    "mapping", "answer", "large",   "small",   "keeps", "in",     "step",   "100 %", "e.g.",   "(again)"};

inline constexpr std::string_view kEuropean[] = {"Straße", "garçon", "naïve", "smörgåsbord", "żółć",       "čeština",
                                                 "señor",  "привет", "мир",   "ευχαριστώ",   "IJsselmeer", "ﬁn"};

inline constexpr std::string_view kRightToLeft[] = {"مرحبا", "بالعالم", "شكرًا", "כתיבה", "שלום", "עולם", "سلام", "۱۲۳"};

inline constexpr std::string_view kEastAsian[] = {"関係", "両側を",     "更新する", "用户", "帖子",
                                                  "作者", "안녕하세요", "𠮷野家",   "ไทย"};

inline constexpr std::string_view kCombining[] = {"cafe\u0301", "A\u030angstro\u0308m", "Z\u0351\u036b\u0343algo",
                                                  "हिन्दी",      "ti\u1ebfng",           "q\u0307\u0323"};

inline constexpr std::string_view kEmoji[] = {
    "😀", "🚀", "👍🏽", "🏳\ufe0f\u200d🌈", "👩\u200d👩\u200d👧\u200d👦", "❤\ufe0f", "🇺🇳", "🧪"};

// What breaks careless quoting.
inline constexpr std::string_view kQuoting[] = {"'",     "\"",  "\\",    "it's",        "\"quoted\"",
                                                "'; --", "\\n", "a,b;c", "{\"k\": []}", "<b>&amp;</b>",
                                                "%s",    "?1",  "$1",    "\t"};

}  // namespace datasets::vocabulary
