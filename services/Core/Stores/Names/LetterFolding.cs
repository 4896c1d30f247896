using System.Collections.Frozen;
using System.Text;

namespace SmartStore.Core.Stores.Names;

/// <summary>
/// Letters with marks, and the plain letters they are taken for when names are compared; the two forms of Korean and Japanese letters, and the
/// widths of letters. Our own tables, because the process runs with invariant globalization, where Unicode decomposition does nothing, and because
/// a look-up key must not change with the machine's ICU version. Covers Latin-1, Latin Extended-A, Vietnamese, the Romanian comma letters, Greek and
/// Cyrillic; letters of other scripts stay as they are.
/// </summary>
internal static class LetterFolding
{
    private static readonly FrozenDictionary<char, string> s_plain = Table(
        ("a", "àáâãäåāăąǎạảấầẩẫậắằẳẵặ"), ("ae", "æ"), ("c", "çćĉċč"), ("d", "ďđð"), ("e", "èéêëēĕėęěẹẻẽếềểễệ"), ("g", "ĝğġģ"), ("h", "ĥħ"),
        ("i", "ìíîïĩīĭįıỉị"), ("j", "ĵ"), ("k", "ķ"), ("l", "ĺļľŀł"), ("n", "ñńņňŉŋ"), ("o", "òóôõöøōŏőǒơọỏốồổỗộớờởỡợ"), ("oe", "œ"),
        ("r", "ŕŗř"), ("s", "śŝşšșſ"), ("ss", "ßẞ"), ("t", "ţťŧț"), ("th", "þ"), ("u", "ùúûüũūŭůűųǔưụủứừửữự"), ("w", "ŵ"),
        ("y", "ýÿŷỳỵỷỹ"), ("z", "źżž"),
        ("α", "ά"), ("ε", "έ"), ("η", "ή"), ("ι", "ίϊΐ"), ("ο", "ό"), ("υ", "ύϋΰ"), ("ω", "ώ"), ("σ", "ς"),
        ("и", "йѝ"), ("е", "ёѐ"), ("і", "ї"), ("у", "ў"), ("г", "ѓ"), ("к", "ќ"));

    // Half-width katakana from U+FF66 on, and the two marks behind them.
    private const string FullKatakana = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u3099\u309a";

    private const char VoicedMark = '\u3099';
    private const char HalfVoicedMark = '\u309a';
    private static readonly FrozenSet<char> s_voiced = "かきくけこさしすせそたちつてとはひふへほカキクケコサシスセソタチツテトハヒフヘホゝヽ".ToFrozenSet();
    private static readonly FrozenSet<char> s_halfVoiced = "はひふへほハヒフヘホ".ToFrozenSet();

    // By combining mark: pairs of a letter without it and with it (Unicode, canonical decomposition).
    private static readonly FrozenDictionary<char, (char Letter, char Mark)> s_marked = Pairs(
        ('\u0300', "aàeèiìoòuùnǹyỳăằâầêềôồơờưừиѝеѐ"), ('\u0301', "aáeéiíoóuúyýcćlĺnńrŕsśzźăắâấêếôốơớưứαάεέηήιίοόυύωώϊΐϋΰгѓкќ"), ('\u0302', "aâeêiîoôuûcĉgĝhĥjĵsŝwŵyŷ"),
        ('\u0303', "aãnñoõiĩuũyỹeẽăẵâẫêễôỗơỡưữ"), ('\u0304', "aāeēiīoōuū"), ('\u0306', "aăeĕgğiĭoŏuŭийуў"), ('\u0307', "cċeėgġzż"), ('\u0308', "aäeëiïoöuüyÿιϊυϋеёії"),
        ('\u0309', "aảeẻiỉoỏuủyỷăẳâẩêểôổơởưử"), ('\u030a', "aåuů"), ('\u030b', "oőuű"), ('\u030c', "aǎcčdďeěnňoǒrřsštťuǔzž"), ('\u031b', "oơuư"), ('\u0323', "aạeẹiịoọuụyỵăặâậêệôộơợưự"),
        ('\u0327', "cçgģkķlļnņrŗsştţ"), ('\u0328', "aąeęiįuų"));

    /// <summary>
    /// Marks that vanish when names are compared: combining ones (U+0300–U+036F), and the vowel signs of Hebrew and Arabic, which are mostly left out. The letter
    /// before them stands alone.
    /// </summary>
    public static bool IsMark(char c) => c is (>= '\u0300' and <= '\u036f') or (>= '\u0591' and <= '\u05bd') or '\u05bf' or '\u05c1' or '\u05c2' or (>= '\u064b' and <= '\u0652') or '\u0670' or '\u0640';

    /// <summary>
    /// Characters that nobody sees and that part no words: soft hyphen, joiners, marks of direction, variation selectors (Unicode, Default_Ignorable_Code_Point).
    /// The zero-width space is none: it parts words.
    /// </summary>
    public static bool IsInvisible(char c) =>
        c is '\u00ad' or '\u061c' or '\u180e' or (>= '\u200c' and <= '\u200f') or (>= '\u202a' and <= '\u202e') or (>= '\u2060' and <= '\u206f') or (>= '\ufe00' and <= '\ufe0f') or '\ufeff';

    /// <summary>The same letter in the usual width.</summary>
    public static char FullOf(char c) => c switch
    {
        >= '\uff01' and <= '\uff5e' => (char)(c - 0xFEE0),
        >= '\uff66' and <= '\uff9f' => FullKatakana[c - 0xFF66],
        _ => c,
    };

    /// <summary>The plain spelling of a lower-case letter; null: it is plain already.</summary>
    public static string? Fold(char lower) => lower < '\u0080' ? null : s_plain.GetValueOrDefault(lower);

    /// <summary>
    /// The text in small letters with its marks, the same for composed and decomposed spelling: what parts names that are one without marks (Vietnamese bò and bơ).
    /// </summary>
    public static string Marked(string text)
    {
        var marked = new StringBuilder(text.Length + 8);
        Span<char> marks = stackalloc char[4];
        var count = 0;
        foreach (var written in text)
        {
            var c = FullOf(written);
            if (IsInvisible(c)) continue;
            if (IsMark(c))
            {
                if (count < marks.Length) marks[count++] = c;
                continue;
            }
            Flush(marks[..count], marked);
            count = 0;
            c = char.ToLowerInvariant(c);
            for (; count < marks.Length && s_marked.TryGetValue(c, out var pair); c = pair.Letter) marks[count++] = pair.Mark;
            marked.Append(char.IsWhiteSpace(c) ? ' ' : c);
        }
        Flush(marks[..count], marked);
        return marked.ToString();

        // Their order is not the same in all spellings.
        static void Flush(Span<char> marks, StringBuilder marked)
        {
            marks.Sort();
            marked.Append(marks);
        }
    }

    /// <summary>Appends the letters of a Korean syllable (Unicode §3.12).</summary>
    public static void Decompose(char syllable, StringBuilder letters)
    {
        var index = syllable - '\uac00';
        letters.Append((char)('\u1100' + (index / 588))).Append((char)('\u1161' + (index % 588 / 28)));
        if (index % 28 > 0) letters.Append((char)('\u11a7' + (index % 28)));
    }

    /// <summary>One letter of two: a Korean syllable of its parts (Unicode §3.12), a Japanese letter with its mark.</summary>
    public static bool TryCompose(char first, char second, out char composed)
    {
        const int leads = 0x1100, vowels = 0x1161, tails = 0x11A7, syllables = 0xAC00, vowelCount = 21, tailCount = 28;
        composed = (first, second) switch
        {
            ( >= '\u1100' and <= '\u1112', >= '\u1161' and <= '\u1175') => (char)(syllables + ((((first - leads) * vowelCount) + second - vowels) * tailCount)),
            ( >= '\uac00' and <= '\ud7a3', >= '\u11a8' and <= '\u11c2') when (first - syllables) % tailCount == 0 => (char)(first + second - tails),
            ('う', VoicedMark) => 'ゔ',
            ('ウ', VoicedMark) => 'ヴ',
            (_, VoicedMark) when s_voiced.Contains(first) => (char)(first + 1),
            (_, HalfVoicedMark) when s_halfVoiced.Contains(first) => (char)(first + 2),
            _ => '\0',
        };
        return composed != '\0';
    }

    private static FrozenDictionary<char, (char Letter, char Mark)> Pairs(params ReadOnlySpan<(char Mark, string Letters)> rows)
    {
        var pairs = new Dictionary<char, (char, char)>();
        foreach (var (mark, letters) in rows)
            for (var i = 0; i < letters.Length; i += 2)
                pairs.Add(letters[i + 1], (letters[i], mark));
        return pairs.ToFrozenDictionary();
    }

    private static FrozenDictionary<char, string> Table(params ReadOnlySpan<(string Plain, string Marked)> rows)
    {
        var table = new Dictionary<char, string>();
        foreach (var (plain, marked) in rows)
            foreach (var c in marked)
                table.Add(c, plain);
        return table.ToFrozenDictionary();
    }
}
