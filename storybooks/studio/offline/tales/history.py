"""The past brought alive: an old thing in the hand, and with it a day in another century. The facts are facts."""

from storybooks.studio.offline.tales.kit import Friend, Kit, Plot

OPENINGS = (
    "On a rainy afternoon the museum was almost empty. {looks} In the last room, behind an open glass door, lay "
    "{relic}. [+ The guard was asleep on his chair, with his cap over his eyes.] “Do not touch,” said the sign. But "
    "{name} had touched it already. [* Things that have been handled for centuries grow lonely under glass. It may "
    "be that this one leaned a little towards the door.]",
    "In the attic of the old house stood a chest that nobody had opened for years. {looks} Right at the bottom, "
    "wrapped in blue cloth, lay {relic}. [+ There was a label tied to it, but the mice had eaten the end of the "
    "sentence.] {name} took it in {their} hands. It was warm. [* The dead have left us so much, and on the whole "
    "they did not leave instructions.]",
    "Every Friday {name} was the last one in the library. {So_looks} That evening something lay on the table that was "
    "not a book: {relic}. [+ The librarian had gone to fetch her umbrella. The clock ticked, and then it stopped "
    "ticking.] {name} reached out. [* We say that the past is behind us. But on some evenings it is sitting across "
    "the table, waiting for us to look up.]",
)

PLOTS = (
    Plot(
        ("{name} and the Forty-Two Lines", "A Letter Made of Lead"),
        "The floor gave a jolt, and {name} stood in a workshop in the city of Mainz. The year was 1454. [+ It "
        "smelled of hot metal and ink, and a big wooden press creaked.] “You there!” called Master Gutenberg. “The "
        "Bible must be ready, and my people are asleep on their feet. Can you sort letters?” [+ In the cases lay "
        "thousands of them, cast from lead, tin and antimony, each one backwards like a face in a mirror.] [+ {name} "
        "could read. So {they} could sort.] [* Until then, one had to copy a book by hand, for months.]",
        "In the night it happened. {name} bumped against a finished page, and it fell: more than two thousand "
        "letters rolled across the floor. [+ Nobody said a word.] [+ “That was two days' work,” whispered a "
        "printer.] [+ “And the money is all borrowed.”] {name} knelt in the dark among the letters and wanted to go "
        "home. [+ Master Gutenberg only looked at his hands, which were black and always would be.] [* It was true "
        "about the money. His lender would take him to court over it, and win.]",
        "Then {name} saw the secret of the thing. “It is not broken,” {they} cried. “It has only come apart! That is "
        "what is new about your letters: one can put them together again and again.” {They} sorted, and the others "
        "set, line by line, forty-two to a page. [+ When the sun rose, the press creaked.] [+ They peeled the sheet "
        "off, and it was as black and as sharp as on the day before.] [* He had told them so himself, for years. Now "
        "they had seen it on the floor.]",
        "The air gave another jolt, and {name} was back, with ink on one finger. About a hundred and eighty of those "
        "Bibles were printed, and forty-nine are still there today. [+ Within fifty years there were presses in "
        "hundreds of cities, and millions of books.] {name} opened a quite ordinary book and stroked the page. "
        "“Thank you,” {they} said, “for not giving up when everything fell down.” [* The ink took a week to wear "
        "off, and {name} was in no hurry to wash.]",
        trials=(
            "{When} they had to fetch paper from the boats on the river. It was heavy as stone, and it must not get "
            "wet, and of course it began to rain. {name} spread out {their} own coat over it. [+ Paper was made from "
            "old rags in those days; they were carrying half the shirts of the city.] They ran through the lanes of "
            "the city, and not one sheet was spoiled. [* The skins for a single great Bible cost a herd of calves. "
            "Paper was the daring choice, and it was wet.]",
            "{When} the ink was too thin and ran off the metal. [+ Ink for pens is made with water.] “What if one "
            "takes oil, as painters do?” asked {name}. They boiled linseed oil with soot until their eyes streamed. "
            "[+ {friend} sneezed, and for a moment everybody was spotted.] This ink stuck to the letters like honey. "
            "[* Every great invention seems to be made of five small ones, and one of them always smells.]",
            "{When} {name} was allowed to pour a letter. The hot metal went into the mould, hissed, and was hard "
            "before one could count to five. “An m,” said {name}, full of joy. “A w,” said the master, and turned it "
            "round. [+ Then he laughed for the first time that week.] [+ From then on {they} held every letter up to "
            "the mirror.] [* That an alphabet is made of things, which can be dropped, was news to {them}.]",
        ),
        slots={"relic": "a little letter made of grey metal"},
    ),
    Plot(
        ("{name} and the Stones of Giza", "The Boat That Carried a Mountain"),
        "Sand flew up, and {name} stood in bright sunshine. It was more than four thousand five hundred years ago, "
        "and in the desert the Great Pyramid of King Khufu was growing into the sky. “Finally, the new helper!” said "
        "a man with a papyrus roll. “I am Merer, the captain. We bring the white stone from Tura across the Nile.” "
        "[+ Forty men were his crew, and he wrote down every day what they had done.] [+ {name} got a jug and a "
        "place on the boat.] [* They were not slaves, those forty. They had bread, beer, and a certain pride.]",
        "At night, in the middle of the river, the boat ran onto a sandbank. [+ The stone was as heavy as two "
        "elephants, and the boat creaked.] [+ “If we are not there tomorrow, the whole row must wait,” said Merer.] "
        "[+ They pushed with poles. The sand held on.] [+ Over there the fires of the workers shone, thousands of "
        "them, and somebody was singing.] {name} was tired and scared, and the Nile was so wide. [* All around them "
        "lay a power that could move mountains. It could not move this.]",
        "But then {name} felt water on {their} toes, where there had just been dry sand. “The river is rising!” "
        "{they} cried. “We do not have to push. We have to wait!” [+ It was the flood that comes every summer.] They "
        "took off the ropes and lay quite still, and at dawn the boat lifted itself, as if by itself. [+ Forty men "
        "cheered, and Merer wrote it down.] [* The whole land lived like that, on the art of waiting for water.]",
        "The stone slid into its place on the pyramid, white as milk. And {name}? There was sand in {their} shoes "
        "when {they} stood at home again. Merer's diary was found in the year 2013, beside the Red Sea: the oldest "
        "written papyrus in the world. [+ It says how they loaded, how they sailed and how they slept in Tura.] [+ "
        "{name} began a diary on the same evening.] [* Of the king there is one small figure left, no longer than a "
        "finger. Of the captain we have the days.]",
        trials=(
            "{When} the ramp was so steep that the sledge with the stone stood still. Forty men pulled, and nothing "
            "moved. {name} saw that the sand piled up in front of the sledge, and poured water on it. [+ Damp sand "
            "is firm; a picture in an old tomb shows a man doing just that.] Suddenly it slid along as if on butter. "
            "[+ “Who taught you that?” asked Merer. “The beach,” said {name}.] [* For a moment the entire might of "
            "Egypt depended on a jug.]",
            "{When} it was so hot that the copper chisels burned the hands. In the bakery of the workers' town, "
            "{name} helped to carry bread, hundreds of loaves, each as big as a pot. [+ They had onions and fish "
            "with it, and for the sick there was a doctor.] [+ The oldest baker gave {name} one of her own.] "
            "“Whoever builds must eat,” she said. [* That is not in any inscription, but without it there would be "
            "no inscriptions.]",
            "{When} the boat had to pass the quarry at Tura, where the white stone was cut from the mountain. A "
            "block had cracked. The stonecutters were already pushing it away. {name} turned it round. [+ “From the "
            "other side it is whole,” {they} said.] It fitted exactly for a corner. [+ On its back the men wrote "
            "with red paint the name of their crew.] [* Such names are still there, in the dark, where only other "
            "builders were ever meant to see them.]",
        ),
        slots={"relic": "a scrap of old papyrus"},
    ),
    Plot(
        ("{name}, Runner of the Inca", "The Knots of {name}"),
        "[+ Wind blew into {name}'s face, thin and cold.] Suddenly {name} stood high up in the mountains of the "
        "Andes, about the year 1500, on the great road of the Inca. A runner came round the bend and blew a shell. "
        "“I cannot go on, my ankle,” he groaned, and held out a bundle of knotted cords. “This is a quipu. It must "
        "reach Cusco. Run!” [+ In that empire there was no writing. Knots did the counting, and runners did the "
        "rest.] [+ And {name} ran.] [* Two hundred and fifty kilometres a day the message flew, and no one carried "
        "it for longer than he could run well.]",
        "Night came, and behind the pass the road ended. Two ropes hung where the bridge had been. [+ Far below the "
        "river roared.] “Everyone relies on the next one,” thought {name}, “and the next one is me.” {Their} knees "
        "gave way. [+ The stars were so near that one could have knocked one's head on them.] [+ On the other side, "
        "no light was to be seen.] [* A chain is not made of links, it turned out, but of the spaces in between, "
        "into which one lets go.]",
        "Then {name} took the shell and blew, once, twice, three times. [+ For a long time there was nothing.] And "
        "then, from over there, another shell! At sunrise the whole village came, and each brought a rope of grass. "
        "They plaited and knotted, thin ropes into thick ones, until there was a bridge. [+ That is how it had "
        "always been done: every family on both banks gave a piece.] [+ {name} was the first to walk across.] [* It "
        "swayed. It was only grass, and everybody.]",
        "Beyond the bridge, the next runner was waiting. {name} gave him the quipu, and he was gone like the wind. "
        "Then the mountains vanished, and {name} was home again. In Peru, the villages still weave one such bridge "
        "from grass each year, the Q'eswachaka. [+ It takes four days, and on the last there is dancing.] [+ {name} "
        "keeps a cord with a knot in it. It means: pass it on.] [* Nobody can read the old knots any longer, not for "
        "certain. They are still waiting for the next runner.]",
        trials=(
            "{When} snow was lying on the pass, and the road was nothing but white. {name} did not know where the "
            "edge was. Then {they} saw stones set up along the way, as markers. [+ Forty thousand kilometres of "
            "road, and somebody had thought of the snow.] From stone to stone {they} felt {their} way, with {friend} "
            "close behind. [* It is a strange comfort to be looked after by engineers who have been dead for five "
            "hundred years.]",
            "{When} they came to a small hut by the road, a tambo, where there was roasted corn and dried potatoes. "
            "“Eat while you walk,” said the woman in the hut. “How far is it?” asked {name}. She laughed. “Only to "
            "the next hut. It is never farther than that.” [+ In the storehouses of the Inca there was food for "
            "everyone, also for bad years.] [* {name} turned this over for a good while. It seemed to be about more "
            "than the road.]",
            "{When} a herd of llamas stood on the road, and they did not think of making way. A boy was crying, "
            "because one of them had run off. [+ {name} was in a hurry.] But the quipu was made of wool too, and so "
            "{they} helped. [+ {friend} found the runaway behind a rock, chewing, and looking down on everyone.] The "
            "boy showed {them} a short cut over three hundred steps. [* No order of the empire mentioned the boy. "
            "The message would have come too late without him.]",
        ),
        slots={"relic": "a bundle of knotted cords"},
    ),
    Plot(
        ("{name} Sails to Vinland", "{name} and the Long Ship"),
        "Salt water splashed, and {name} was sitting in an open ship with a striped sail, in the middle of the grey "
        "sea. It was about the year 1000. “Bail!” called a man with a wind-blown beard. It was Leif Erikson, and he "
        "was sailing west from Greenland, to a land that only one sailor had ever seen from afar. [+ They had no "
        "compass. They had the sun, the stars, the birds and the colour of the water.] [+ {name} took the bucket and "
        "bailed.] [* Nobody on board said how far it was. Nobody on board knew.]",
        "On the third night, fog came over the sea. [+ No sun, no star, no bird.] [+ The sail hung down, and the men "
        "grew quiet.] [+ “Perhaps there is no land at all,” one of them said.] {name} held on to the wet wood and "
        "was afraid. [+ The fog was so thick that one could not see the dragon's head at the bow.] Leif himself said "
        "nothing; he was listening. [* It is one thing to be lost, and another to be lost beside somebody who admits "
        "it.]",
        "Then {name} smelled something. [+ It was not salt and not tar.] It was grass, damp earth and wood! “Land "
        "smells,” {they} cried. “That way!” [+ Leif put his nose in the wind, and then he laughed so loudly that the "
        "fog seemed to tear.] They rowed, and at sunrise there lay a green coast, with forest down to the beach. [+ "
        "Nobody spoke. One man picked up a handful of the sand and put it in his mouth.] [* Not one of them had any "
        "idea how large it was, the thing they had run into.]",
        "They called it Vinland, because of the wild grapes. [+ They built houses of turf there and stayed for a "
        "winter.] Then a wave came over the side, and {name} was back at home, with wet socks. Such houses have been "
        "found in Newfoundland: Leif's people had been in America, five hundred years before Columbus. [+ At L'Anse "
        "aux Meadows, among them, lay a bronze pin and the whorl of a spindle.] [+ {name} sniffed. The air smelled "
        "of distance.] [* They did not stay, in the end. There were others there already, and that is another story, "
        "and not a smaller one.]",
        trials=(
            "{When} a wave as high as a house came up behind them. “Hold the rudder with me!” called Leif. {name} "
            "pulled with all {their} might, and the ship did not break. It bent, and wriggled over the water like a "
            "fish. [+ The planks overlap, and are thin; that is the whole secret of those ships.] [+ Then everyone "
            "bailed, and somebody began to sing.] [* What is stiff will break, the old boat builders said. They were "
            "not only speaking about wood.]",
            "{When} they passed a land of bare stone and ice. “Helluland,” said Leif, “the land of flat stones. It "
            "is good for nothing.” {name} saw white bears on the ice and a glacier that came down to the sea. [+ "
            "Today that coast is called Baffin Island, most probably.] “It is good for looking at,” said {name}, and "
            "Leif had to admit it. [* He was a practical man. But he let the ship drift for a while before he gave "
            "the order.]",
            "{When} the water in the barrels was almost used up. [+ Each one got only half a cup.] {name} saw that "
            "old Tyrkir, who had once been Leif's foster father, was giving his to {friend}. [+ He winked, as if it "
            "were a joke between the two of them.] So {name} shared {theirs} with Tyrkir, and in the end everyone "
            "passed on a sip. Then it rained, and they held out the sail. [* It was only a small rain. They spoke of "
            "it for years.]",
        ),
        slots={"relic": "a small ship carved from bone"},
    ),
)

FRIENDS = (
    Friend(
        "cat", ("Soot", "Minka"), "she",
        "Something rubbed against {name}'s leg. It was a thin cat with one white ear. “She is called {friend},” "
        "somebody said, “and she belongs to no one.” [+ The cat looked as if she had a different opinion.] [+ She "
        "sat down on {name}'s foot, and the matter was settled.] From then on she was always there. [* In every "
        "century there is such a cat. It is quite possible that it is always the same one.]",
        "{friend} pushed her head under {name}'s hand, and then she simply lay down, in the middle of all the "
        "trouble, and purred. [+ It was a very small sound. But it had no fear in it.] [+ She purred as cats did at "
        "the beginning of the world.] “You are right,” said {name}. “First breathe.” And {they} lifted {their} head "
        "and looked about. [* Nobody expects great things of us as much as we do ourselves. Certainly no cat does.]",
    ),
    Friend(
        "dog", ("Bran", "Argo"), "he",
        "A shaggy dog trotted up to {name}, sniffed at {their} shoes for a long time and sneezed. [+ Shoes like "
        "these he did not know.] “That is {friend},” people said. “He goes along with those he likes.” [+ Clearly he "
        "liked the smell of the future.] And he went along. [* It does a traveller good when somebody has no "
        "questions.]",
        "Then {friend} laid a heavy paw on {name}'s knee. The dog did not know what year it was, or how big the "
        "trouble was. He only knew that {name} was sad, and that was not allowed to be. [+ He looked up, and his "
        "tail hit the ground, once, twice.] {name} laid {their} cheek against his warm fur. Then {they} wiped "
        "{their} eyes and began to think. [* Faithfulness has no history. It has only ever had the present tense.]",
    ),
    Friend(
        "raven", ("Corvin", "Huginn"), "he",
        "On a post sat a raven and looked {name} over. “He steals everything that shines,” somebody warned {them}. "
        "“We call him {friend}.” The raven pulled at {name}'s shoelace until it came undone. [+ It was, he seemed to "
        "find, the finest thing of this century.] Then he hopped on {their} shoulder and stayed. [* Curiosity is "
        "older than any empire, and it has outlived them all.]",
        "{friend} flapped his wings and tugged at {name}'s sleeve. [+ He did not give up.] He tugged until {name} "
        "stood up, and he cawed until {they} had to laugh. [+ “Caw,” he said, which can mean almost anything, and "
        "here it meant: look again.] A raven never looks at a thing only from one side. So {name} looked a second "
        "time. [* That is all there is to cleverness, mostly: the patience for a second look.]",
    ),
    Friend(
        "mouse", ("Crumb", "Pepin"), "she",
        "Out of a sack peeped a mouse and wrinkled her nose. {name} gave her a crumb from {their} own pocket, from a "
        "biscuit that would not be baked for a very long time. [+ She ate it like somebody who tastes the future and "
        "finds it a bit sweet.] “I will call you {friend},” said {name}. From then on the mouse sat in {their} "
        "collar. [* To the mice all our ages must look alike: big feet, and now and then bread.]",
        "There was a tickle at {name}'s ear. {friend} had climbed out of the collar, and she was washing her "
        "whiskers, calmly, as if nothing had happened. For somebody so small, every day was full of things that were "
        "too big. [+ And every day she washed her whiskers and went out again.] {name} sat up. “Good,” {they} said. "
        "“Once more, from the beginning.” [* History is said to be made by the great. It has mostly been got through "
        "by the small.]",
    ),
)  # fmt: skip

WHENS = (
    ("soon after", "before long"),
    ("in the morning", "on the next day"),
    ("soon after", "early in the day"),
    ("at midday", "when the sun stood highest"),
    ("in the afternoon", "towards evening", "late in the day"),
)

KIT = Kit(OPENINGS, PLOTS, FRIENDS, (), WHENS)
