"""Adventures: a call from outside, two hard stretches of the way, and more courage at the end than at the start."""

from storybooks.studio.offline.tales.kit import Friend, Kit, Plot

OPENINGS = (
    "{name} lived in the last house of the village, where the road turns into a path. {So_looks} Every morning {they} "
    "stood at the gate and wondered where the path went. [+ The baker said it went nowhere. The postman said it went "
    "everywhere, only slowly.] [* People who stay in one place all their lives agree on very little, except that "
    "somebody else should go and look.]",
    "It was the first warm morning of the year, and the whole village smelled of bread. {looks} {name} had not "
    "planned to go far that day. [+ {They} had a free morning, a good pair of shoes and half an apple, and that "
    "seemed plenty.] [* Later, asked when it had all begun, {they} would always begin with the bread, as though a "
    "loaf left cooling on a sill could explain anything.]",
    "Nobody in the village knew the hills as well as {name} did. {So_looks} [+ {They} knew where the blackberries grew "
    "and which stones wobbled.] [+ But knowing the near things only made the far things more tempting.] [* At "
    "breakfast {they} looked past everyone, out of the window, and the others had learned not to ask what {they} saw "
    "there.]",
)

PLOTS = (
    Plot(
        ("{name} and the Dark Lighthouse", "The Night {name} Lit the Lighthouse"),
        "That day the lighthouse keeper came hurrying down the street. “I have sprained my foot, and the oil for the "
        "lamp is still here!” she called. “Tonight the fishing boats come home. Who will carry it over the hills?” "
        "Everyone looked at the ground. “I will,” said {name}. [+ The can of oil was heavy, and the words had come "
        "out before {they} could stop them. Now there was nothing to do but go.] [* Courage, {they} would think "
        "later, is often only a sentence spoken too fast and then kept.]",
        "Night fell, and the wind pushed at them like a big cold hand. The last stretch of path along the cliff was "
        "black. “I cannot see where to put my feet,” whispered {name}. [+ Far below the sea boomed against the "
        "rocks. Somewhere out there were the boats, every one of them with people on it who wanted to go home.] "
        "{They} sat down with the can in {their} arms and did not want to go on. [* It would have been so easy to be "
        "sensible. Nobody would have blamed {them}, and that was the worst of it.]",
        "So they went on, step by careful step, until {name} felt a wooden door. {They} climbed the stairs, filled "
        "the lamp and struck a match. A great golden light swept over the sea. [+ Far out, one little boat turned, "
        "then another, then ten.] [+ Across the water came the thin, happy sound of a ship's bell.] {name} laughed "
        "out loud. [* {They} stayed at the glass for a long time and counted the boats in, as if each of them had "
        "been {theirs} to lose.]",
        "In the morning the whole village was on the beach, and the fishermen lifted {name} up on their shoulders. "
        "[+ {friend} got the biggest breakfast of all.] “Were you not afraid?” asked the baker. “Very,” said {name}. "
        "“But the boats needed a light more than I needed to be brave first.” [+ From that day on, whenever the lamp "
        "was lit, somebody in the village would say, “There goes {name}'s star.”] [* The keeper's foot healed, and "
        "the oil was carried by others again. Yet some evenings {name} still walked out along the cliff, only to "
        "stand in the dark just before the light came on.]",
    ),
    Plot(
        ("{name} and the River That Stopped", "Where the River Went"),
        "But when {name} came to the bridge, the river was gone. [+ There was only wet sand, and three surprised "
        "frogs.] [+ The mill wheel had stopped in the middle of a turn, and the ducks walked up and down like people "
        "who have missed a train.] “Without water the gardens will dry out,” said the miller. {name} looked up the "
        "empty bed, towards the mountains. “Then somebody must find out where it is,” {they} said, and set off. [* "
        "It did not occur to {them} until much later that somebody might have meant anybody.]",
        "High up between the rocks they found the trouble. A landslide lay across the valley, and behind it stood a "
        "silent lake, dark as ink in the night. {name} pulled at one stone, and at another. Nothing moved. “It is "
        "too big for me,” {they} said, and two tears fell into the dust. [+ Around them the mountains stood and said "
        "nothing, as mountains do.] [* {They} thought of the frogs, and of how easily {they} had promised them "
        "everything without saying a word.]",
        "At sunrise {name} looked at the stones once more, slowly this time. One of them, not even a large one, held "
        "up all the others. {They} pushed a strong branch under it, counted to three and leaned with all {their} "
        "weight. [+ For a breath nothing happened. Then something deep inside the heap sighed.] Crack! The stone "
        "rolled away, and the river jumped down the valley, roaring and shining. [* It was not strength that had "
        "done it, only patience in the right place, and {name} was a little embarrassed by how proud {they} felt.]",
        "When {name} and {friend} came home, the mill wheel was turning and the frogs were singing. “How did you "
        "move a mountain?” asked the miller. “I did not,” said {name}. “I only moved one stone. It was the right "
        "one.” [+ The miller baked a cake as big as a wheel, and the first slice went to the frogs.] [* For years "
        "afterwards people in the village, faced with something too large, would ask one another where the small "
        "stone was. Sometimes there was one. {name} never told them how long {they} had cried first.]",
    ),
    Plot(
        ("{name} and the Message on the Kite", "The Kite from the Mountains"),
        "A red kite came down out of the clear sky and landed at {name}'s feet. On its tail somebody had written: "
        "“The bridge to our mountain hut has broken. We have flour for three more days. Please tell someone. Juna.” "
        "[+ {name} read it twice. The ink had run a little, as if the writer had been in a hurry, or crying.] {They} "
        "packed a rope and some bread. “I am someone,” {they} said. [* That was true of everybody in the street, of "
        "course. Only it was {name} who was holding the string.]",
        "Then night came, and with it a cold mist. Just below the hut the broken bridge hung into the gorge. {name} "
        "threw the rope, and it fell short. [+ {They} threw it again, and again.] {Their} arms hurt. “I was wrong,” "
        "{they} said. “I am not someone. I am much too small.” [+ On the other side a tiny window was shining, so "
        "near and so far away.] [* There are distances that a good heart does not shorten by a single inch, and this "
        "seemed to be one of them.]",
        "Then {name} thought of the kite. {They} tied the rope to its string, and in the wind of the early morning "
        "{they} let it fly over the gorge. A girl ran out and caught it! [+ She tied the rope to the oldest pine, "
        "pulled twice, and waved with both arms.] Soon the rope was tight, and the bread slid across, and after it "
        "the flour. [* It struck {name} that the answer had come with the question, folded up in it, all the way "
        "from the beginning.]",
        "Soon the village had built a new bridge, and Juna and {name} met in the middle of it. [+ “I knew that "
        "someone would come,” said Juna.] [+ {friend} got a red ribbon from the kite.] [+ They flew it together "
        "until the sun set behind the mountains.] {name} had learned that you need not be big to reach far. You only "
        "need a good wind and a friend. [* The kite still goes back and forth between the two, with letters on its "
        "tail. Some are answered at once, and some take years.]",
    ),
    Plot(
        ("{name} and the Map in the Bottle", "The Treasure Nobody Could Carry"),
        "By the pond {name} found a green bottle, and inside it an old map. A dotted line ran over the hills to a "
        "cross, and under the cross stood: “Here lies the best thing I ever had.” [+ There was no name and no date, "
        "only a drawing of a tree with a door in it.] [+ “I have to see that,” said {name}, and {their} heart beat "
        "fast.] [* Who hides the best thing they have, and then tells a stranger where it is? The question was "
        "almost better than the treasure.]",
        "It was night when they came to the place. There was only an old stump in the moonlight, and under it a box "
        "with nothing inside but earth. “Nothing!” cried {name}. “The whole way for nothing!” [+ {They} turned the "
        "box over and shook it. A beetle fell out, looked offended and walked away.] {They} sat down on the stump "
        "and felt sad. [* Disappointment has its own kind of silence, and for a while the two of them sat inside it, "
        "each in a different corner.]",
        "When the sun rose, {name} looked into the box again. The earth was full of seeds! And in the lid stood, "
        "very small: “This tree gave me shade, apples and a swing. Plant it again. Then it is yours as well.” [+ "
        "{name} read it aloud, and the morning wind seemed to be listening.] So {they} dug a hole and planted the "
        "first seed right there. [+ {friend} trod the earth flat and was very serious about it.] [* Whoever had "
        "written those words must have known that they would never meet the one who read them, and had trusted that "
        "person all the same.]",
        "{name} carried the other seeds home and gave one to every house. The years went by, and today there is a "
        "whole orchard in the village, with a swing in every tree. [+ In spring it snows petals on the rooftops, and "
        "nobody can sleep for bees.] “What was the treasure, then?” the little ones ask. {name} gives them a push on "
        "the swing and says, “You are sitting on it.” [* Last winter a green bottle was missing from {name}'s shelf. "
        "Nobody asked where it had gone.]",
    ),
)

FRIENDS = (
    Friend(
        "fox", ("Rusty", "Fenn"), "he",
        "Behind the last houses a young fox was sitting on the path. “You walk too loudly,” he said. [+ “Anyone can "
        "hear that you are going somewhere.”] The fox was called {friend}, and he had never been farther than the "
        "hen house. [+ “I could show you how to walk quietly,” he said, looking the other way. “I happen to have "
        "time.”] So the two went on together. [* Neither of them mentioned that it is easier to be bold in front of "
        "somebody.]",
        "{friend} came and sat close beside {name}. “I have a secret,” said the fox. “I am scared of everything. But "
        "when I walk behind you, I forget it.” [+ “Really?” asked {name}. “All day long,” said {friend}. “Please do "
        "not tell the hens.”] {name} had to laugh, and with the laugh the fear grew smaller. {They} stood up. [* It "
        "is odd how much one can carry, once it turns out that one has been carrying somebody all along.]",
    ),
    Friend(
        "owl", ("Mabel", "Odile"), "she",
        "In an old oak sat a small brown owl, blinking in the light. “I am {friend},” she said, “and I am awake by "
        "mistake. Where are you going?” When {name} had explained, the owl ruffled her feathers. “I see badly by "
        "day, but I listen well. Take me along.” [+ She settled on {name}'s shoulder and was lighter than a glove.] "
        "[* Most company wants to be entertained. {friend} wanted only to be told what things looked like, and so "
        "{name} began to look at them properly.]",
        "{friend} spread her wings. “Close your eyes,” she said. “What do you hear?” {name} listened. There was the "
        "wind. There was water. And there was {their} own heart, steady as a drum. [+ “It has been beating like that "
        "all day,” said the owl, “and it has not once asked whether you are big enough.”] {name} opened {their} eyes "
        "and breathed out. “One more try,” {they} said. [* The dark had not become any lighter. It had only stopped "
        "being about {them}.]",
    ),
    Friend(
        "turtle", ("Hector", "Bartholomew"), "he",
        "On the path a turtle lay on his back. “This is not what it looks like,” he said. {name} turned him over. “I "
        "am {friend},” said the turtle. “You helped me, so now I must help you.” [+ “I am in a hurry,” said {name}. "
        "“Good,” said {friend}. “So am I.”] And {name} put him in {their} bag, with his head looking out. [* There "
        "are debts that slow you down, and there are debts that keep you company.]",
        "“I have been slow all my life,” said {friend} from the bag. “Shall I tell you the trick? I never go the "
        "whole way. I only go the next step.” [+ He said it as if it were nothing, but his old eyes were shining.] "
        "{name} looked down. One more step, {they} could do that. And then another. [* It was not even wisdom, "
        "really. It was just arithmetic, done by somebody who had never once skipped a line.]",
    ),
    Friend(
        "mouse", ("Tilly", "Mimi"), "she",
        "Out of {name}'s bag came a mouse with a crumb in each hand. “I was going to pay for the bread,” she said at "
        "once. “I am {friend}, and I can fit through any hole. Do you need somebody for holes?” [+ {name} thought "
        "about it. “One never knows,” {they} said.] So {friend} stayed. [* It was, {name} decided, a fair price for "
        "being talked to without a pause all the way up a hill.]",
        "Then {friend} climbed on {name}'s knee. “I am the smallest one here, so I know about this,” said the mouse. "
        "“Small is not the same as too small.” [+ She said it so fiercely that her whiskers trembled.] {name} wiped "
        "{their} eyes. “You are right,” {they} said. “Let us try once more.” [* “Once more” is a long way from "
        "“never again”, and yet a mouse had just carried {them} across.]",
    ),
)  # fmt: skip

TRIALS = (
    "{When} the path led into a deep forest, and there it split in three. [+ All three ways looked the same.] {name} "
    "did not guess. {They} knelt down and looked at the moss, the stones and the broken twigs, until {they} found a "
    "cart track. [+ “Somebody came home this way with a heavy load,” {they} said. “And home is always near a road.”] "
    "The track was right, and soon the trees grew lighter. [* Only afterwards did {they} notice that {their} hands "
    "were shaking, a little late, like an echo.]",
    "{When} they stood before a wide, cold lake, and the only boat had a hole in it as big as a plate. {name} did "
    "not give up. {They} stuffed the hole with clay and leaves, and {friend} bailed out the water with a cup. [+ They "
    "sang to keep time, and they sang badly, and the herons left.] Wet to the knees, but laughing, they reached the "
    "other shore. [* A boat like that teaches you to keep your promises short: only as far as that reed, only as far "
    "as the next wave.]",
    "{When} a storm came over the hills. [+ Thunder rolled, and the rain fell in buckets.] {name} saw a hollow under "
    "a rock, and there was room for two, if one of them held in the stomach. [+ “Count the seconds after each "
    "flash,” said {name}. “When they get longer, it is leaving.” They counted to three, to seven, to twelve.] Then a "
    "rainbow stood over the valley, and they went on. [* For a while neither spoke. Being afraid side by side is "
    "also a way of getting to know each other.]",
    "{When} they came to a farm, and across the only gate stood a very large, very angry goat. {name} did not shout. "
    "{They} sat down in the grass and ate bread, slowly, so that it smelled. [+ The goat stamped. The goat snorted. "
    "The goat took half a step closer and pretended not to.] In the end it had the crust, and {name} and {friend} "
    "had the gate. [* “What was it guarding?” asked {friend} later. “I think,” said {name}, “that nobody had ever "
    "asked it to stop.”]",
    "{When} the path went through a cave, and inside it was so dark that even {friend} had nothing to say. {name} "
    "kept one hand on the wall and took one step after the other. [+ Something dripped. Something fluttered. “Only "
    "bats,” said {name}, “and they are going home.”] [+ {Their} voice came back from the walls, deeper and braver "
    "than it had gone out.] At last there was a grey spot, then a white one, then the sky. [* {They} had never "
    "before looked at plain daylight as if it were a present.]",
)

WHENS = (
    ("after the first bend of the road", "before long"),
    ("by noon", "around midday"),
    ("early in the afternoon", "an hour later"),
    ("a good way farther on", "when they had rested"),
    ("late in the afternoon", "towards evening", "as the sun sank", "at dusk"),
)

KIT = Kit(OPENINGS, PLOTS, FRIENDS, TRIALS, WHENS)
