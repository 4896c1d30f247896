namespace SmartStore.Core.Stores.Names;

/// <summary>
/// The words that people of one language write around the thing on a list. Each text is words parted by spaces, in any spelling that
/// <see cref="NameKey"/> makes equal; plurals that differ from it by more than an s stand beside it.
/// </summary>
/// <param name="Code">BCP 47.</param>
internal sealed record ListLanguage(string Code)
{
    /// <summary>Units, packages and counters. They count beside a number, and before one of <see cref="Joins"/>.</summary>
    public string Units { get; init; } = "";

    /// <summary>Numbers and vague amounts in words.</summary>
    public string Numbers { get; init; } = "";

    /// <summary>Words between an amount and the thing (a pack <c>of</c> lentils).</summary>
    public string Joins { get; init; } = "";

    /// <summary>Size, freshness, how it is cut: what leaves the thing the same product. Nothing that names another one, such as dried, smoked, ground or frozen.</summary>
    public string Describing { get; init; } = "";

    /// <summary>Words that begin a remark behind the thing (ibuprofen <c>for</c> grandma), or a second choice.</summary>
    public string Asides { get; init; } = "";

    /// <summary>What is said about buying, at either end of a line.</summary>
    public string Requests { get; init; } = "";

    /// <summary>Articles before a thing.</summary>
    public string Articles { get; init; } = "";

    /// <summary>Joining words that are part of names and say nothing alone: like articles, they make no line care.</summary>
    public string Silent { get; init; } = "";

    /// <summary>Endings stuck to the last word that mark its part in a sentence.</summary>
    public string Particles { get; init; } = "";

    /// <summary>As <see cref="Particles"/>, but such as end no noun, so that they are seen behind a single letter, too (김을).</summary>
    public string SureParticles { get; init; } = "";

    /// <summary>What may stand behind a unit and belongs to it (cuillère <c>à soupe</c>); an underscore stands for the space.</summary>
    public string BehindUnits { get; init; } = "";

    /// <summary>Units that also stand behind the thing they are a part of (garlic <c>cloves</c>).</summary>
    public string Parts { get; init; } = "";

    /// <summary>True where words of different meaning differ in marks alone, so that these tables are not read without them; units beside a number are.</summary>
    public bool IsToldByMarks { get; init; }

    /// <summary>True where a package stands before the thing without a joining word (<c>Dose Mais</c>).</summary>
    public bool HasBareUnits { get; init; }

    /// <summary>Every language that lists are read in. A shopper's language is not always the store's, so all count everywhere.</summary>
    public static IReadOnlyList<ListLanguage> All { get; } =
    [
        new("en")
        {
            BehindUnits = "or_so or_two or_more",
            Units = "g gr gm gram lbs spoonful spoon mug bowl glass container strand twig gramme kg kilo kilogram mg mcg l ltr liter litre ml cl dl oz ounce lb pound pint pt quart qt gallon gal cup tbsp tbs tb tsp tablespoon teaspoon "
                + "pack packet package pkg pck pk pcs pc piece tin can bottle jar bag box bunch carton tub tube roll slice clove head stick sprig dozen handful pinch dash knob rib "
                + "stalk rasher block loaf punnet pot sachet case crate bar ball fillet strip ear bulb floret portion serving pair set tray wedge leaf x bundle jug net splash "
                + "drizzle dab litres",
            Numbers = "a an one two three four five six seven eight nine ten eleven twelve half quarter some few couple several many more another about approx approximately around "
                + "roughly lot lots bit much plenty enough both each every fifteen twenty thirty fifty hundred dozens extra",
            Parts = "clove stalk sprig leaf bulb rib rasher floret head",
            Joins = "of",
            Describing = "large small medium big little fresh freshly ripe organic chopped diced sliced peeled cubed grated shredded finely thinly roughly coarsely halved quartered trimmed washed rinsed drained beaten softened "
                + "melted boneless skinless free range good nice extra plain regular cheap heaped heaping level packed lukewarm virgin cut into",
            Asides = "for from or if to plus preferably optional ideally instead maybe please like such as per at",
            Requests = "buy get need want please need get more out remember don't forget also add we i pick up grab and then plus have order reorder restock refill each only just asap "
                + "today tomorrow",
            Articles = "the",
            Silent = "and with for of in on to a an or",
        },
        new("de")
        {
            Units = "gramm kilo liter el tl esslöffel teelöffel stück stk st packung packungen pckg pck päckchen paket pakete dose dosen flasche flaschen fl bund glas gläser becher "
                + "tüte tüten beutel scheibe scheiben zehe zehen prise kiste kasten kästen kopf köpfe netz netze rolle rollen tafel tafeln tasse tassen schale schalen tube tuben "
                + "stange stangen würfel pfund messerspitze zweig zweige blatt blätter sack riegel laib karton handvoll bündel rispe portion portionen kanister eimer schachtel "
                + "schachteln dutzend spritzer schuss tropfen gläschen fläschchen",
            Numbers = "ein eine einen einem einer zwei drei vier fünf sechs sieben acht neun zehn elf zwölf halbe halber halbes etwas paar einige ca circa etwa viel noch je jeweils "
                + "anderthalb eineinhalb zweieinhalb viertel dreiviertel bisschen wenig genug reichlich mehrere mehr fünfzehn zwanzig fünfzig hundert",
            Joins = "von vom",
            Describing = "groß große großer großes klein kleine kleiner kleines mittel mittelgroße frisch frische frischer frisches reif reife reifer bio gehackt gehackte gewürfelt gewürfelte geschnitten geschält geschälte gerieben geriebene "
                + "fein grob weich weiche kalt warm etwas gut gute guter gutes günstig günstige",
            Asides = "für oder zum zur falls bitte am vom beim",
            Requests = "kaufen bitte brauchen holen besorgen mitbringen noch nicht vergessen einkaufen wir ich und auch dann bestellen nachkaufen heute morgen dringend wieder unbedingt",
            Articles = "der die das den dem",
            Silent = "und mit für ohne gegen bei zum zur von im in",
            HasBareUnits = true,
        },
        new("nl")
        {
            Units = "gram kilo liter pak pakken blik blikken fles flessen stuks stuk zak zakken pot potten bos bosje doos dozen teen tenen krat netje schijf schijven eetlepel theelepel",
            Numbers = "een twee drie vier vijf zes zeven acht negen tien half halve beetje paar ca veel weinig genoeg meer",
            Joins = "van",
            Describing = "grote groot kleine klein verse vers rijpe biologische gesneden fijngehakt",
            Asides = "voor of",
            Requests = "kopen halen nodig graag en ook niet vergeten bestellen",
            Articles = "de het",
            Silent = "en met voor zonder een tegen",
            HasBareUnits = true,
        },
        new("fr")
        {
            Units = "gramme kilo litre boîte paquet bouteille sachet tranche gousse botte verre pot barquette brique brin feuille tablette plaquette cuillère c càs càc cs cc "
                + "cuillère tasse pincée bocal boite filet rouleau lot pièce unité livre douzaine poignée tête canette conserve cageot caisse bidon branche rondelle noisette noix "
                + "louche trait grappe",
            Numbers = "un une deux trois quatre cinq six sept huit neuf dix onze douze demi demie quelques peu environ plusieurs beaucoup assez trop moins plus quart quinze vingt "
                + "cinquante cent",
            Joins = "de d du des la les le l à",
            BehindUnits = "à_soupe à_café à_thé",
            Describing = "gros grosse grand grande petit petite moyen moyenne frais fraîche mûr mûre mûrs mûres bio haché hachée émincé émincée coupé coupée râpé pelé épluché fondu bon bonne bien",
            Asides = "pour ou chez si",
            Requests = "acheter prendre besoin svp racheter penser faut il et aussi puis ne pas oublier commander encore reprendre prévoir",
            Articles = "le la les l du des",
            Silent = "et avec pour sans de d au aux en contre",
        },
        new("es")
        {
            Units = "gramo kilo litro lata paquete botella bolsa caja bote tarro brick diente manojo rebanada loncha cucharada cucharadita taza pizca rama ramita unidad uds ud "
                + "docena tarrina barra hoja puñado pieza sobre garrafa malla bandeja frasco tableta rodaja chorrito trozo racimo lote",
            Numbers = "un una unos unas uno dos tres cuatro cinco seis siete ocho nueve diez once doce medio media algo poco varios bastante bastantes mucho mucha muchos muchas "
                + "suficiente más poca pocos pocas varias cuarto quince veinte cincuenta cien",
            Joins = "de del",
            Describing = "grande pequeño pequeña mediano mediana fresco fresca maduro madura ecológico ecológica bio picado picada cortado cortada pelado pelada rallado troceado fino fina bueno buena",
            Asides = "para o si por",
            Requests = "comprar necesito falta faltan traer favor coger y también no olvidar pedir hay que urgente",
            Articles = "el la los las",
            Silent = "y con para sin de del en al contra",
        },
        new("it")
        {
            Units = "grammo grammi chilo chili litro litri etto etti lattina lattine pacco pacchi bottiglia bottiglie busta scatola scatole vasetto vasetti spicchio spicchi mazzo fetta fette cucchiaio cucchiai cucchiaino cucchiaini tazza pizzico confezione confezioni pezzo pezzi",
            Numbers = "un uno una due tre quattro cinque sei sette otto nove dieci mezzo mezza qualche molto molti tanto poco venti cento",
            Joins = "di del della d",
            Describing = "grande grandi piccolo piccola fresco fresca freschi fresche maturo maturi bio tritato tritata",
            Asides = "per o",
            Requests = "comprare prendere serve e anche non dimenticare ordinare",
            Articles = "il lo la i gli le",
            Silent = "e con per senza di del della in al",
        },
        new("ru")
        {
            Units = "г гр грамм кг кило килограмм л литр мл шт штука штуки штук пачка пачки пачек пакет пакета пакетов бутылка бутылки бутылок банка банки банок упаковка упаковки "
                + "упаковок уп десяток десятка пучок пучка пучков кусок куска зубчик зубчика зубчиков головка головки стакан стакана ложка ложки столовая чайная щепотка буханка "
                + "батон коробка коробки плитка плитки вилок кочан ст ч ящик ящика мешок мешка горсть горсти ломтик ломтика долька дольки стебель веточка веточки тюбик рулон "
                + "рулона рулонов ведро фунт литра граммов кусочек кусочка",
            Numbers = "один одна одно два две три четыре пять шесть семь восемь девять десять пол половина немного несколько пара пару около примерно полкило поллитра полтора полторы "
                + "много мало чуть четверть пятнадцать двадцать пятьдесят сто побольше",
            Describing = "свежий свежая свежее свежие свежего свежей свежих большой большая большое большие больших маленький маленькая маленькие маленьких средний средняя средние спелый спелые спелых крупный крупные нарезанный нарезанная тертый мелко",
            Asides = "для или",
            Requests = "купить надо нужно нужен нужна взять пожалуйста не забыть ещё и также потом заказать забудь срочно обязательно",
            Silent = "и с от для без в из на со при",
            HasBareUnits = true,
        },
        new("el")
        {
            Units = "γρ γραμμάρια κιλό κιλά λίτρο λίτρα λτ μλ τεμ τεμάχιο τεμάχια πακέτο πακέτα μπουκάλι μπουκάλια κουτί κουτιά κονσέρβα κονσέρβες σακούλα ματσάκι ματσάκια ματσο "
                + "σκελίδα σκελίδες φέτα φέτες βάζο βαζάκι κουταλιά κουταλιές κουταλάκι φλιτζάνι φλιτζάνια δωδεκάδα πρέζα κιβώτιο κεσεδάκι κ χγρ βάζα σακουλάκι σακουλάκια φακελάκι "
                + "φακελάκια δοχείο καφάσι τσαμπί κομμάτι κομμάτια κλωναράκι κλωναράκια",
            Numbers = "ένα ένας μία μια δύο δυο τρία τρεις τέσσερα τέσσερις πέντε έξι επτά εφτά οκτώ οχτώ εννέα δέκα μισό μισή λίγο λίγη μερικά περίπου πολύ πολλά πολλές λίγα λίγες "
                + "αρκετό αρκετά αρκετές ενάμισι μιάμιση τέταρτο δεκαπέντε είκοσι πενήντα εκατό μερικές",
            Joins = "από",
            Describing = "μεγάλο μεγάλη μεγάλα μεγάλες μικρό μικρή μικρά μικρές μέτριο φρέσκο φρέσκα φρέσκια φρέσκες ώριμο ώριμα ώριμες ψιλοκομμένο ψιλοκομμένη ψιλοκομμένα κομμένο βιολογικό βιολογικά τριμμένο",
            Asides = "για ή",
            Requests = "αγορά πάρε να πάρω θέλω χρειάζομαι παρακαλώ και επίσης μην ξεχάσω ξεχάσεις αγόρασε",
            Articles = "το η ο τα οι τη την τον",
            Silent = "και με για από του της των χωρίς σε",
            HasBareUnits = true,
        },
        new("vi")
        {
            Units = "gam gram ký kí lít hộp gói chai lon túi bịch quả trái củ bó con cái miếng lát tép nhánh muỗng thìa chén ly cốc vỉ thùng cây lọ hũ bao cuộn lạng cân chục nải bìa "
                + "đ lố tá ổ tô tấm thanh que khay rổ",
            Numbers = "một hai ba bốn năm sáu bảy tám chín mười nửa vài ít khoảng nhiều đủ mấy rưỡi trăm",
            Describing = "tươi to nhỏ lớn vừa chín sạch thái xắt băm loại",
            Asides = "cho để hoặc",
            Requests = "mua cần lấy nhớ thêm và đừng quên đặt nữa",
            IsToldByMarks = true,
            Silent = "và cho với của có",
            HasBareUnits = true,
        },
        new("ko")
        {
            Units = "개 봉 봉지 병 팩 모 단 장 알 마리 인분 그램 킬로 킬로그램 킬로그람 리터 밀리리터 통 캔 컵 박스 상자 줌 쪽 톨 포기 송이 판 묶음 망 줄 큰술 작은술 스푼 숟가락 근 조각 자루 포 포대 세트 입 매 롤 원 방울 꼬집 대 뿌리 키로 꾸러미 접 곽 갑 두름",
            Numbers = "한 하나 두 둘 세 셋 네 넷 다섯 여섯 일곱 여덟 아홉 열 반 몇 약간 조금 적당량 약 많이 정도 쯤 넉넉히 넉넉하게 가득 여러 스무 열두 한두 두세 서너 더 그만큼",
            Describing = "큰 작은 신선한 싱싱한 잘게 썬 다진 국산 유기농 맛있는 좋은 잘익은 익은",
            Asides = "또는 아니면",
            Requests = "사기 사야함 사오기 사야 사다줘 주세요 구매 구입 필요 필요함 좀 꼭 사자 추가 사와 그리고 또 주문 주문하기 잊지말기 사오자 살것 살 것 사두기 더",
            Silent = "및 와 과",
            Particles = "이랑 하고 을 를 이 가 은 는 도 랑 와 과 만 좀 요 씩 의",
            SureParticles = "이랑 하고 을 를 랑",
        },
        new("ja")
        {
            Units = "個 コ こ ケ ヶ 本 枚 袋 缶 丁 束 箱 杯 玉 匹 切れ 切 株 房 パック グラム キロ リットル ミリリットル カップ 大さじ 小さじ 片 かけ 節 尾 羽 瓶 びん 食 人前 人分 つ 合 膳 斤 ケース ダース セット 円 粒 把 わ 台 ロール 箱 カット さじ 皿 ネット 滴 回分 錠 包 日分 "
                + "大袋 小袋 升 連",
            Numbers = "一 二 三 四 五 六 七 八 九 十 半 数 少し 約",
            Joins = "の",
            Describing = "大きい 大きめ 小さい 小さめ 新鮮な 国産 有機 みじん切り 薄切り せん切り 千切り 刻んだ おいしい 安い あと それと もう 追加で",
            Asides = "または もしくは",
            Requests = "買う かう 買って 買い足す 購入 ください 下さい 必要 要る いる 追加 忘れず 買うこと 適量 少々 適宜 半分 多め 少なめ たくさん いっぱい くらい ぐらい ほど 程度 あれば 忘れずに 忘れない 買おう 買いたい 欲しい 注文 頼む",
            Silent = "と の",
            Particles = "を も は が と",
            SureParticles = "を",
        },
    ];
}
