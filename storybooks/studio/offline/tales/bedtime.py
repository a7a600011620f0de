"""Stories for going to sleep: somebody who cannot, a soft journey through the night, and a bed at the end of it."""

from storybooks.studio.offline.tales.kit import Friend, Kit, Plot

OPENINGS = (
    "It was evening. {looks} But now the lamp was low, the curtains were drawn, and {name} lay in bed and was not "
    "tired. Not even a little. [+ The pillow was too warm on one side and too cold on the other.] [* All over the "
    "town the windows went dark, one after another, like a slow and kindly argument.]",
    "The day was over and had been put away with the toys. {looks} {name} had had a bath, a story and a glass of "
    "water, and still sleep did not come. [+ “Perhaps it has lost the way,” thought {name}.] [* There is an hour in "
    "every house when the furniture breathes out, and only those who lie awake ever hear it.]",
    "“Good night,” said the house, and the stairs creaked once. {looks} {name} shut {their} eyes, but they opened "
    "again all by themselves. [+ {They} counted sheep as far as forty. Then one of them wanted to talk.] [* The "
    "harder one reaches for sleep, the farther it steps back, politely, like a guest who does not want to disturb.]",
)

PLOTS = (
    Plot(
        ("{name} and the Boat Made of Moonlight", "The Moonlight Boat"),
        "Then a strip of moonlight fell across the floor. It grew wider and deeper until it was a silver river, and "
        "on it rocked a little boat. “All aboard for sleep,” said the river softly. {name} took the blanket along, "
        "just in case. [+ The boat smelled of clean sheets and warm wood.] [+ Without a sound it glided out of the "
        "window.] [* Nobody rowed. It is a thing one has to learn, to be carried.]",
        "Now the river became wide and dark, and {name} could not see home any more. “What if I cannot find the way "
        "back?” {they} whispered. The boat rocked. [+ The stars were silent.] [+ Somewhere an oar knocked, or a "
        "heart.] For a moment the night seemed very large, and the boat very small. [* It was an old fear, older "
        "than {name}, and it had once sat at the bed of everybody who is now grown up.]",
        "And when {name} looked into the water, {they} saw it: there lay their own window, small and golden, "
        "wherever the boat went. Home had come along the whole time. [+ It swam beside them like a little lantern.] "
        "{name} laid {their} head on the blanket. The boat rocked, to and fro, to and fro. [* What we love is not "
        "behind us, {they} thought, or dreamed. It is underneath, holding us up.]",
        "Softly the boat came to rest, and it was the bed. The silver river was only moonlight again. “Good night, "
        "{friend},” murmured {name}. The pillow was just right now, on both sides. [+ Outside, the moon pulled a "
        "small cloud up to its chin.] And before the clock could strike, {name} was fast asleep. [* The house kept "
        "watch. In the morning there was a drop of water on the floor, which nobody could explain, and nobody "
        "tried.]",
    ),
    Plot(
        ("{name} and the Little Star That Could Not Sleep", "A Blanket for a Star"),
        "Somebody was sighing outside the window. On the sill sat a little star, blinking. “I cannot sleep,” it "
        "said. “Neither can I,” said {name}. “Everyone up there is so big and so bright.” So {name} took the blanket "
        "and the star, and climbed into the night to find a place where stars can rest. [+ It weighed no more than a "
        "breath and was as warm as an egg.] [* It is much easier to know what somebody else needs in order to "
        "sleep.]",
        "They had looked everywhere, and still the star blinked. [+ It was late, and {name}'s legs were heavy.] "
        "“Maybe there is no such place,” said the star, and its light became quite thin. [+ {name} did not know what "
        "to say, and so said nothing, and held it a little closer.] [+ The night was big and quiet around them.] [* "
        "Most comfort is like that. It has no idea, and it stays.]",
        "Then {name} began to hum, the song that was always sung at home. It was only a small song with three notes. "
        "But the star stopped blinking. It yawned. “It is not a place,” it murmured. “It is somebody who hums.” [+ "
        "And its light turned from white to gold, and from gold to the colour of honey.] {name} tucked it in behind "
        "a soft cloud. [* The song was older than the house. Nobody had ever learned it; it had simply been hummed "
        "into one ear after another.]",
        "[+ Going home was easy, for it was all downhill.] {name} lay down in bed, and above the roof shone a very "
        "small, very calm light. “Sleep well,” whispered {name}. [+ And from far away came three notes, a little out "
        "of tune.] {name} smiled and turned on one side. Then both of them slept, the star up there and {name} down "
        "here. [* If you cannot sleep, listen. There is always somebody humming, somewhere, for somebody.]",
    ),
    Plot(
        ("The Night Train of {name}", "{name} and the Train to Dreamland"),
        "Far away a train whistled, quite softly. Then it stopped in front of the house, with round yellow windows "
        "and steam like feathers. “This is the night train,” said the conductor. “It collects everyone who cannot "
        "sleep.” {name} got on in pyjamas. [+ The seats were beds, and the tickets were yawns.] [+ Ta-dum, ta-dum, "
        "went the wheels.] [* It has no timetable. It has only ever been late for people who were looking at the "
        "clock.]",
        "But when all the others had nodded off, {name} still sat awake. [+ The window was black.] “What if I am the "
        "only one left?” {they} thought, and {their} heart beat faster. [+ The lamps were turned down, one after "
        "another, until only one was burning.] Ta-dum, ta-dum, said the wheels in the dark. [* To be the last one "
        "awake is to own the whole night, and nobody has ever wanted it.]",
        "The conductor sat down beside {name}. “Shall I tell you a secret? The wheels are saying something. You only "
        "have to listen.” {name} listened. All-is-well, said the wheels. All-is-well. All-is-well. [+ They said it "
        "over bridges, and they said it along the river.] {name}'s eyes closed, opened, and closed again. [* Perhaps "
        "they had said something else all day, to people with suitcases. At night this was all they knew.]",
        "The train came round in a big circle, as it does every night, and stopped without a jolt. [+ Somebody "
        "carried {name} up the stairs, or perhaps it was only the dream.] The bed was still warm. [+ Under the "
        "pillow lay a ticket with a hole in it.] All-is-well, went the clock in the hall. All-is-well. And {name} "
        "slept until the morning. [* Far away, where the rails meet, a whistle blew, so softly that it could only be "
        "heard by those already asleep.]",
    ),
    Plot(
        ("{name} Says Good Night to the Garden", "Who Puts the Garden to Bed?"),
        "A gentle knocking came from the garden door. “We cannot sleep either,” called many small voices. “Nobody "
        "has said good night to us!” {name} put on slippers, took the lantern and went out into the dark garden. [+ "
        "The grass was cool, and every flower had turned its face to the door.] “Then I shall do it,” said {name}. "
        "“One after another.” [* To be asked is a great help. One cannot lie awake and be needed at the same time.]",
        "At last everyone was asleep, the snails, the roses and the robin in the hedge. Now it was so quiet that "
        "{name} could hear the quiet. “And who says good night to me?” {they} asked. Nobody answered. [+ The lantern "
        "flickered, and the shadows took a step nearer.] {name} stood on the path and felt a little lonely. [* Those "
        "who comfort the others always come to this spot on the path. They know it well.]",
        "Then the wind came over the hedge and stroked {name}'s cheek. “Good night,” it said. [+ The old tree "
        "rustled, “Good night.” The moon looked over the wall and said it with light.] [+ Even a snail woke up for a "
        "moment and said it very slowly.] The whole garden whispered it, all at once, and {name} felt warm down to "
        "the toes. [* Nothing that is given away at night gets lost. It only takes the longer way round.]",
        "So {name} went in, blew out the lantern and slipped under the blanket. Through the open window came the "
        "smell of grass and sleeping flowers. “Good night, garden,” {they} murmured. [+ “Good night, good night,” it "
        "rustled back, more and more softly.] And this time {their} eyes stayed shut all by themselves. [* In the "
        "morning nothing in the garden gave anything away, except the roses, which had slept well and looked it.]",
    ),
)

FRIENDS = (
    Friend(
        "owl", ("Hushabye", "Minerva"), "she",
        "On the way an owl came flying, without any noise at all. “I am {friend}, and I am on duty tonight,” she "
        "said. “I count everybody who is asleep. One is missing. May I come along until the number is right?” [+ She "
        "looked at {name} over the rim of her glasses, but in a friendly way.] [* She had counted every night for a "
        "hundred years, and it had never once come out even at the first try.]",
        "“Give me your hand,” said {friend}. “I am awake the whole night, so nobody else has to be. That is what "
        "owls are for.” She spread one wing over {name}, and it was soft and grey and heavy, like a good blanket. [+ "
        "Underneath, it smelled of feathers and hay.] {name} leaned against her and breathed more slowly. [* How "
        "much of the day, {name} thought, had been nothing but keeping watch.]",
    ),
    Friend(
        "bear", ("Bruno", "Tumble"), "he",
        "Around the next corner a big brown bear was waiting, with a hot-water bottle under his arm. “I am "
        "{friend},” he said and yawned. “Nobody knows more about sleep than bears. We do it all winter.” [+ He "
        "yawned so long that {name} had to yawn too.] And he came along, slow and soft as a sofa. [* He had the "
        "great calm of those who have long ago found out what they are good at.]",
        "“You know,” said {friend}, “before the long winter sleep I am always a bit afraid too. Then I think of "
        "something good for every paw. One, two, three, four. I have never got past three.” {name} tried it. One: "
        "pancakes. Two: the summer. Three … [+ Three was a long, warm, slow thing, without a name.] [* There is an "
        "arithmetic of gladness, and it always ends before the numbers do.]",
    ),
    Friend(
        "rabbit", ("Clover", "Thimble"), "she",
        "Beside {them} hopped a small white rabbit in a nightcap. “I am {friend},” she said. “I am not tired either. "
        "I have only closed my eyes because they are heavy.” [+ And she walked into a post, and said excuse me to "
        "it.] {name} took her by the paw, so that she did not get lost. [* It was restful to be with somebody who "
        "was so plainly losing.]",
        "{friend} crept close, and her nose went up and down, quick as a clock. “My mother says that the dark is "
        "only a very big pocket,” said the rabbit. “Everyone is in it together, and nobody can fall out.” [+ “Is "
        "that true?” asked {name}. “It is always true for me,” said {friend}.] {name} thought about the pocket, and "
        "it was deep and warm. [* One need not believe a thing entirely in order to lie down in it.]",
    ),
    Friend(
        "cat", ("Velvet", "Mister Grey"), "he",
        "A grey cat came along the wall, as if he had an appointment. “I am {friend},” he purred. “I sleep sixteen "
        "hours a day, so I may call myself an expert. Follow me, and do not hurry.” [+ He put down each paw as "
        "though the ground were asleep already.] So they went, slowly, and then a little more slowly. [* Hurry, the "
        "cat explained, was a thing invented by dogs.]",
        "{friend} turned round three times and lay down against {name}'s side. He said nothing at all. He only "
        "purred, and the purring went through the blanket, through the skin, right into {name}'s tummy, until "
        "everything in there was purring too. [+ “What do you do when you are afraid?” asked {name}. “This,” said "
        "{friend}.] [* It is the whole of feline philosophy, and it has never been improved.]",
    ),
)  # fmt: skip

TRIALS = (
    "{When} they came to a forest where the trees were whispering. They all told each other about their day, and not "
    "one of them would stop. “Shh,” said {name}. “You can tell the rest tomorrow.” [+ The birches giggled, and the "
    "firs hummed a little.] One by one the trees let their branches sink, and even the oldest oak said only “Hmmm”, "
    "and was asleep. [* It had been saying that one word since spring.]",
    "{When} they met a cloud that could not lie still. It wanted to be a ship, and a sheep, and a castle. “You have "
    "been enough for today,” said {name}, and stroked it smooth like a sheet. [+ “Not even a small dragon?” asked "
    "the cloud. “Tomorrow,” said {name}.] Then the cloud lay down over the hills and was only a cloud. [* It seemed "
    "relieved. Nobody had told it before that it could stop.]",
    "{When} they crossed a lake, smooth as a mirror, and a fish looked out and asked, “Is it true that everyone has "
    "to sleep?” “Even the waves,” said {name}. “Look.” The waves came to the shore, and each was smaller than the "
    "one before it. [+ Shhh, said one. Shh, said the next. Sh, said the last.] The fish yawned a round bubble and "
    "sank down into the soft green deep. [* The moon lay on the water and did not get wet.]",
    "{When} they passed a farm, where one little lamb was still jumping. “Watch me!” it cried. “I can jump over the "
    "fence a hundred times!” {name} counted for it. At nine the lamb jumped low. At twelve it only walked. [+ At "
    "fourteen it said that this one had been a jump, and everybody agreed.] At fifteen it lay down in the warm hay. "
    "[* And so, that night, it was the sheep that fell asleep from counting.]",
    "{When} they came into a quiet village street. Only one window was still bright, where a baker was kneading the "
    "bread for tomorrow. “Somebody must be awake for all of you,” he said, and gave each of them a bite of warm "
    "crust. [+ It tasted of morning, which was still far away.] Behind them the smell of bread went along with them "
    "for a while. [* There is no sleep anywhere that somebody's waking does not keep warm.]",
)

WHENS = (
    ("at first", "before anything else"),
    ("a little farther on", "after a while"),
    ("beyond the next bend", "a small dream later"),
    ("where the stars were thickest", "in the silent middle of the night"),
    ("deep in the night", "by the light of the moon"),
)

KIT = Kit(OPENINGS, PLOTS, FRIENDS, TRIALS, WHENS)
