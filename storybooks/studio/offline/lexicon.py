"""The words that tell the offline studio where, when, in what weather and with whom a scene plays.

Spaces part the words, an underscore is a space inside an expression, `+` adds the English plural. After the English
words come the commonest ones of other languages, so that a story in them is not left without a place.
"""

from storybooks.studio.offline.words import Lexicon

PLACES = Lexicon(
    {
        "forest": "forest+ wood woods woodland jungle rainforest thicket grove treehouse tree_house wald wälder forêt "
        "bosque bosco floresta orman лес лесу 森 森林 غابة الغابة",
        "meadow": "meadow+ field+ hill+ hillside grassland pasture prairie wiese wiesen prairie "
        "prato pradera çayır луг "
        "草原",
        "village": "village+ town street+ lane cottage+ market doorstep front_door porch bakery neighbourhood "
        "neighborhood dorf stadtplatz pueblo villaggio köy деревня деревне 村 قرية",
        "home": "home indoors bedroom+ room+ kitchen bed living_room nursery attic playroom hallway fireplace pillow "
        "blanket zimmer bett küche maison chambre casa cama habitación stanza ev oda дом комната 家 部屋 房间 بيت",
        "beach": "beach beaches shore seashore seaside sand sandcastle+ island+ coast bay harbour harbor strand plage "
        "playa spiaggia praia plaj пляж 海岸 海滩 شاطئ",
        "sea": "sea seas ocean+ at_sea open_water deck sailed sailing ship+ meer mer mar mare oceano deniz море 海 بحر",
        "underwater": "underwater under_the_sea under_the_water beneath_the_waves under_the_waves coral reef seabed "
        "sea_floor bottom_of_the_sea mermaid+ unter_wasser sous_l'eau bajo_el_agua",
        "mountains": "mountain+ peak+ summit cliff+ ridge+ alps volcano berg berge montagne montaña montagna dağ гора "
        "горы 山 جبل",
        "snow": "snowfield+ north_pole south_pole arctic antarctic iceberg+ igloo glacier snowy_land winter_land "
        "snowdrift+ snowman snow_castle schneelandschaft",
        "city": "city cities skyscraper+ downtown traffic rooftop+ bus_stop train_station tower_block stadt großstadt "
        "ville ciudad città cidade şehir город 城市 都市 町 مدينة",
        "castle": "castle+ palace+ throne kingdom drawbridge fortress schloss burg château castillo castello замок "
        "城 城堡 قلعة",
        "garden": "garden+ backyard yard orchard+ greenhouse flowerbed+ park playground garten jardin jardín giardino "
        "bahçe сад 庭 花园 حديقة",
        "space": "space outer_space planet+ galaxy galaxies spaceship+ rocket+ asteroid+ the_moon's_surface weltraum "
        "espace espacio spazio uzay космос 宇宙 太空 فضاء",
        "river": "river+ lake+ pond+ stream+ brook+ waterfall+ riverbank creek fluss bach rivière lac río lago fiume "
        "nehir göl река озеро 川 河 湖 نهر",
        "desert": "desert+ dune+ oasis pyramid+ camel+ wüste désert desierto deserto çöl пустыня 沙漠 砂漠 صحراء",
        "cave": "cave+ cavern+ tunnel+ grotto underground burrow den höhle grotte cueva caverna "
        "mağara пещера 洞窟 山洞 كهف",
        "school": "school+ classroom+ playtime teacher+ lesson+ library libraries schule école "
        "escuela scuola okul школа "
        "学校 مدرسة",
        "farm": "farm+ barn+ stable+ farmyard haystack+ bauernhof ferme granja fattoria çiftlik ферма 農場 农场 مزرعة",
        "sky": "above_the_clouds over_the_clouds through_the_clouds in_the_sky through_the_sky into_the_sky "
        "high_in_the_air into_the_air through_the_air up_in_the_air hot_air_balloon among_the_clouds",
    }
)

# Words that only lean towards a place; they decide when nothing stronger is there.
PLACE_HINTS = Lexicon(
    {
        "forest": "tree+ oak+ pine+ branch branches leaf leaves mushroom+ path moss fern+ squirrel+",
        "meadow": "grass flower+ butterfly butterflies bee+ daisy daisies picnic sheep lamb+ kite+ windmill+",
        "village": "house+ door roof+ chimney+ neighbour+ neighbor+ gate",
        "home": "sofa table lamp stairs curtain+ window+ breakfast dinner bedtime pyjamas pajamas toy+ tucked indoors "
        "mirror wardrobe",
        "beach": "shell+ seashell+ crab+ seagull+ starfish lighthouse+ tide",
        "sea": "boat+ sail+ wave+ captain pirate+ whale+ dolphin+ anchor",
        "underwater": "fish fishes octopus octopuses seaweed submarine diving dived bubbles",
        "mountains": "climbed rock+ echo valley+ goat+ eagle+",
        "snow": "ice icy sled+ sledge+ penguin+ polar_bear+ frozen mittens skates snowball+",
        "city": "car+ bus taxi+ building+ crowd+ train+ elevator shop+ lift museum",
        "castle": "king queen prince princess knight+ tower+ crown dragon+",
        "garden": "rose+ vegetable+ swing seed+ fence bench carrot+ sunflower+ tulip+",
        "space": "astronaut+ alien+ comet+ orbit martian+",
        "river": "frog+ duck+ bridge+ raft canoe reeds bank",
        "desert": "cactus cacti sandstorm scorching",
        "cave": "bat+ crystal+ treasure+ stalactite+ dripping",
        "school": "classmate+ homework blackboard pupil+ desk+",
        "farm": "cow+ chicken+ hen+ pig+ tractor hay rooster+ farmer+",
        "sky": "flew flying soared wings clouds",
    }
)

TIMES = Lexicon(
    {
        "dawn": "dawn daybreak sunrise first_light early_morning sun_rose sun_came_up sun_was_rising rooster_crowed "
        "morgendämmerung sonnenaufgang aube amanecer alba şafak рассвет 夜明け 黎明 فجر",
        "day": "day daytime morning noon midday afternoon daylight lunchtime breakfast sunny sunshine next_day "
        "morgen mittag matin jour mañana día mattina giorno gündüz sabah утро день утром 朝 昼 早上 白天 صباح نهار",
        "dusk": "dusk sunset evening twilight nightfall sundown sun_went_down sun_was_setting sun_set sun_sank "
        "setting_sun abend abends sonnenuntergang soir soirée tarde atardecer sera akşam вечер вечером 夕方 傍晚 مساء",
        "night": "night midnight moonlight moonlit starlight starry bedtime moon_rose under_the_stars under_the_moon "
        "asleep goodnight nacht nachts nuit noche notte gece ночь ночью 夜 晚上 ليل الليل",
    }
)
TIME_HINTS = Lexicon({"night": "moon stars dark darkness firefly fireflies dream lantern glowed", "day": "sun bright"})

WEATHERS = Lexicon(
    {
        "clear": "stars starlight starry moonlight moonlit sky_turned sunset sunrise sunny "
        "sunshine clear_sky blue_sky cloudless sun_came_out sun_shone rain_stopped "
        "storm_passed "
        "storm_was_over stopped_raining clear_night fine_weather sonne sonnig soleil sol güneş солнце 晴れ 晴天 شمس",
        "clouds": "cloudy clouds overcast grey_sky gray_sky cloud wolken nuages nubes nuvole bulut облака 雲 云 غيوم",
        "rain": "rain rained raining rainy raindrop+ drizzle drizzled shower+ puddle+ umbrella+ downpour regen regnete "
        "pluie lluvia pioggia chuva yağmur дождь 雨 مطر",
        "storm": "storm+ stormy thunder thunderstorm lightning tempest sturm gewitter orage tormenta temporale fırtına "
        "буря гроза 嵐 暴风雨 عاصفة",
        "snow": "snow snowed snowing snowy snowflake+ blizzard snowfall frosty schnee schneite "
        "neige nieve neve kar снег "
        "雪 ثلج",
        "fog": "fog foggy mist misty haze hazy nebel brouillard niebla nebbia туман 霧 雾 ضباب",
        "wind": "wind windy winds breeze breezy gust+ blew blustery wehte vent viento vento rüzgar ветер 風 风 ريح",
        "rainbow": "rainbow+ regenbogen arc-en-ciel arcoíris arcobaleno gökkuşağı радуга 虹 彩虹 قوس_قزح",
    }
)

COMPANIONS = Lexicon(
    {
        "fox": "fox foxes vixen fuchs renard zorro volpe tilki лиса лис 狐狸 キツネ 狐 ثعلب",
        "dog": "dog+ puppy puppies hound wolf wolves hund chien perro cane köpek собака щенок 狗 犬 كلب",
        "cat": "cat+ kitten+ kitty tiger+ lion+ katze kater gato gatto kedi кот кошка 猫 قطة",
        "rabbit": "rabbit+ bunny bunnies hare+ hase kaninchen lapin conejo coniglio tavşan заяц кролик 兔子 أرنب",
        "bear": "bear+ teddy teddy_bear panda bär oso orso ayı медведь 熊 دب",
        "owl": "owl+ eule hibou chouette búho gufo baykuş сова 猫头鹰 フクロウ بومة",
        "bird": "bird+ robin sparrow+ swallow parrot+ songbird duck+ duckling+ crow raven seagull+ penguin+ chick+ "
        "hen chicken vogel oiseau pájaro uccello kuş птица птичка 鸟 鳥 小鸟 طائر عصفور",
        "dragon": "dragon+ drache dragón drago ejderha дракон 龙 竜 ドラゴン تنين",
        "mouse": "mouse mice hamster+ squirrel+ hedgehog+ maus souris ratón topo мышь мышка 老鼠 ネズミ فأر",
        "horse": "horse+ pony ponies unicorn+ foal donkey pferd cheval caballo cavallo конь лошадь 马 馬 حصان",
        "fish": "fish fishes goldfish fisch poisson pez pesce balık рыба рыбка 鱼 魚 سمكة",
        "whale": "whale+ dolphin+ shark+ baleine ballena balena balina кит 鲸鱼 クジラ حوت",
        "turtle": "turtle+ tortoise+ schildkröte tortue tortuga tartaruga kaplumbağa черепаха 乌龟 カメ سلحفاة",
        "frog": "frog+ toad+ frosch grenouille rana kurbağa лягушка 青蛙 カエル ضفدع",
        "sheep": "sheep lamb+ goat+ schaf mouton oveja pecora koyun овца 羊 خروف",
        "elephant": "elephant+ mammoth elefant éléphant elefante слон 大象 ゾウ فيل",
        "butterfly": "butterfly butterflies moth schmetterling papillon mariposa farfalla kelebek бабочка 蝴蝶 فراشة",
        "robot": "robot+ android roboter robota робот 机器人 ロボット روبوت",
        "woman": "mother mum mom mama mummy mommy aunt auntie woman teacher queen witch lady nurse fairy mutter mutti "
        "mère maman madre mamá anne мама 妈妈 お母さん أم",
        "man": "father dad daddy papa uncle man king wizard captain farmer fisherman sailor "
        "knight baker giant vater papa "
        "père padre papá baba папа 爸爸 お父さん أب",
        "grandmother": "grandmother grandma granny nana old_woman oma großmutter mamie grand-mère "
        "abuela nonna büyükanne "
        "бабушка 奶奶 おばあさん جدة",
        "grandfather": "grandfather grandpa granddad old_man opa großvater papi grand-père abuelo "
        "nonno dede дедушка 爷爷 "
        "おじいさん جد",
        "child": "brother sister friend's_child another_child another_boy another_girl cousin+ twin+ baby best_friend "
        "neighbour's_boy bruder schwester frère sœur hermano hermana kardeş брат сестра друг 朋友 弟弟 妹妹 友達 صديق",
    }
)

THINGS = Lexicon(
    {
        "boat": "boat+ ship+ raft canoe sailboat rowboat boot schiff bateau barco barca gemi лодка 船 قارب",
        "kite": "kite+ drachenflieger cerf-volant cometa aquilone uçurtma змей 风筝 凧",
        "balloon": "balloon+ luftballon ballon globo palloncino balon шарик 气球 風船 بالون",
        "lantern": "lantern+ lamp+ torch flashlight candle+ laterne lampe lanterne linterna lanterna фонарь 灯笼 灯 "
        "فانوس",
        "book": "book+ storybook diary buch livre libro livro kitap книга 书 本 كتاب",
        "ball": "ball+ football balle pelota palla мяч 球 ボール كرة",
        "treehouse": "treehouse tree_house baumhaus",
        "star": "star sterne étoile estrella stella yıldız звезда 星 星星 نجمة",
        "moon": "moon mond lune luna луна 月 月亮 قمر",
        "umbrella": "umbrella+ regenschirm parapluie paraguas ombrello şemsiye зонт 雨伞 傘 مظلة",
        "flower": "flower+ rose+ bouquet daisy daisies sunflower+ tulip+ blume fleur flor fiore çiçek цветок 花 زهرة",
        "apple": "apple+ apfel pomme manzana mela elma яблоко 苹果 りんご تفاحة",
        "cake": "cake+ cupcake+ birthday kuchen gâteau torta pasta торт 蛋糕 ケーキ كعكة",
        "key": "key+ schlüssel clé llave chiave anahtar ключ 钥匙 鍵 مفتاح",
        "map": "map+ karte mapa mappa harita карта 地图 地図 خريطة",
        "box": "chest box treasure parcel gift+ suitcase truhe schatz trésor tesoro hazine сундук 宝箱 宝 كنز",
        "bicycle": "bicycle+ bike+ fahrrad vélo bicicleta bicicletta bisiklet велосипед 自行车 自転車",
        "rocket": "rocket+ spaceship+ rakete fusée cohete razzo roket ракета 火箭 ロケット صاروخ",
        "campfire": "campfire+ bonfire lagerfeuer feu fuego fuoco ateş костёр 篝火",
        "bridge": "bridge+ brücke pont puente ponte köprü мост 桥 橋 جسر",
    }
)

EMOTIONS = Lexicon(
    {
        "happy": "happy happily glad joy joyful smiled smile smiling laughed laughing laughter giggled cheerful hugged "
        "love loved delighted warm proud proudly home_again safe cosy cozy grateful peaceful glücklich froh lachte "
        "heureux heureuse feliz felice mutlu счастлив 高兴 快乐 嬉しい سعيد",
        "sad": "sad sadly cried cry crying tears tear wept lonely alone missed unhappy sorrow sobbed heartbroken sorry "
        "goodbye traurig weinte triste triste_mente üzgün грустно 伤心 悲しい حزين",
        "excited": "excited excitedly cheered hooray hurray jumped danced dancing raced wonderful amazing adventure "
        "couldn't_wait clapped yippee aufgeregt emocionado entusiasta heyecanlı 兴奋 متحمس",
        "scared": "scared afraid fear frightened frightening trembled trembling shivered terrified nervous hid hiding "
        "spooky creepy worried roared howled angst fürchtete peur miedo paura korktu испугался 害怕 怖い خائف",
        "angry": "angry angrily mad furious shouted yelled stamped grumpy growled fury wütend zornig fâché enojado "
        "arrabbiato kızgın злой 生气 怒 غاضب",
        "surprised": "surprised suddenly surprise gasped astonished amazed startled unexpectedly could_not_believe "
        "couldn't_believe plötzlich überrascht soudain surpris sorprendido sorpreso şaşkın вдруг 突然 驚 مندهش",
        "curious": "curious wondered wonder wondering peeked peered explored looked_closely what_could searched "
        "searching discover discovered found noticed followed asked neugierig curieux curioso meraklı 好奇 فضولي",
        "confused": "confused puzzled lost unsure which_way strange odd didn't_understand "
        "did_not_understand bewildered "
        "verwirrt perdu confundido confuso 困惑 迷 حائر",
        "determined": "determined brave bravely courage decided must promised tried climbed_on never_give_up "
        "ready set_off set_out mutig entschlossen courageux valiente coraggioso cesur смелый 勇敢 شجاع",
    }
)

ACTIONS = Lexicon(
    {
        "sleep": "slept sleep sleeping asleep fell_asleep snored tucked_in schlief dormait dormía uyudu спал",
        "run": "ran run running raced chased hurried rushed fled dashed rannte courut corrió koştu",
        "walk": "walked walk walking wandered followed set_off set_out marched strolled tiptoed "
        "went travelled traveled "
        "climbed climbing crept ging lief marcha caminó camminava yürüdü",
        "sit": "sat sit sitting rested resting reading read listened fishing saß assis sentado oturdu",
        "fly": "flew fly flying soared floated floating drifted flog volaba volait uçtu",
        "swim": "swam swim swimming dived diving splashed schwamm nageait nadaba yüzdü",
        "jump": "jumped jump jumping leapt hopped danced dancing dance cheered sprang sauta saltó",
        "wave": "waved waving hello called greeted goodbye winkte",
        "hug": "hugged hug hugging cuddled embraced umarmte abrazó",
        "reach": "held hold holding reached picked lifted carried caught found gave hielt",
    }
)

TOGETHER = Lexicon({"yes": "they them their we us our together both friends everyone wir zusammen ensemble juntos"})
PARTED = Lexicon({"yes": "alone goodbye said_goodbye waved_goodbye by_herself by_himself all_by_herself all_by_himself "
                  "left_behind disappeared vanished flew_away swam_away ran_away ran_off"})  # fmt: skip
