"""Brothers and sisters at play: a good idea, a quarrel, and the way back to each other. Nobody leaves the garden."""

from storybooks.studio.offline.tales.kit import Friend, Kit, Plot

OPENINGS = (
    "It was Saturday morning, and there was no school. {looks} Only one thing did {name} not notice: how long "
    "{friend} had been waiting for {them} to wake up. [+ There had been knocking. There had been singing. There had "
    "been a trumpet.] [* In a family nobody is ever quite alone, which is the best thing about it and, before "
    "breakfast, the worst.]",
    "In the yellow house with the big garden there were two beds, two bicycles and one very good swing. {looks} And "
    "{name} had {friend}. [+ Whether that was lucky or unlucky changed several times a day.] [* They had shared a "
    "room for so long that each could tell from the other's breathing what sort of day it was going to be.]",
    "After breakfast the garden was still wet and shining. {looks} “What shall we play?” asked {friend}, who always "
    "asked first. [+ “Something new,” said {name}, who always wanted something new.] [* There is a short time on "
    "such mornings when everything is still possible, because nobody has yet said a rule aloud.]",
)

PLOTS = (
    Plot(
        ("{name}, {friend} and the Cardboard Rocket", "A Rocket for Two"),
        "In the hallway stood an enormous box. “A rocket!” cried {name} and {friend} at the same time. They dragged "
        "it into the garden, cut out a round window and painted stars on it. [+ The left side was {name}'s and had "
        "rings and comets. The right side was {friend}'s and had, for reasons of {his} own, a cow.] Now it only "
        "needed a captain. [* That was the moment, {name} thought later, at which it ought to have rained.]",
        "“I am the captain,” said {name}. “No, me!” said {friend}. Both pulled at the box, and it went rrrip, right "
        "through the middle. Then it was very quiet. [+ A painted star hung from one corner and turned in the wind.] "
        "{friend} ran into the house, crying. {name} stood in the grass with half a rocket in {their} hands and felt "
        "sad. [* It is surprising how little you want a thing once you have won all that is left of it.]",
        "{name} fetched the tape. “I am sorry,” {they} said. “It needs two captains, one for each half.” {friend} "
        "sniffed. “Then I steer on the way there and you steer on the way back.” They stuck the halves together, and "
        "the tear became a silver lightning bolt. [+ It looked much faster than before. Everyone said so.] [* The "
        "tape showed, of course. It shows on most things that have lasted.]",
        "At sunset two captains sat side by side and flew to the moon, with biscuits. [+ “Is it cold up there?” "
        "asked {name}. “Not when there are two of us,” said {friend}.] [+ Below them lay the Earth, with a washing "
        "line, a cat and a light in the kitchen.] When they were called in for dinner, neither wanted to get out "
        "first. So they got out together. [* Years later the box was long gone. The rule about the way there and the "
        "way back was not.]",
    ),
    Plot(
        ("The Castle of {name} and {friend}", "{name} and the Blanket Castle"),
        "That day the garden became a kingdom. Under the apple tree {name} and {friend} built a castle from four "
        "chairs and every blanket in the house. [+ It had a gate, a tower and a dungeon for socks.] “I am the king, "
        "and you are the guard,” said {name}. {friend} frowned. “You are always the king.” [* This was true, and so "
        "{name} did not hear it.]",
        "“A guard says nothing,” ordered {name}. But {friend} had had enough. {He} tugged at the biggest blanket, "
        "and the whole castle came down, chairs, pillows and all. “You spoil everything!” shouted {name}. “You never "
        "let me!” shouted {friend}. Then a door slammed. [+ A sparrow looked into the sock dungeon and flew away "
        "again.] [+ Alone in the heap of blankets, {name} was not a king at all.] [* Power over one person is a very "
        "small power, and it needs that person.]",
        "After a while {name} knocked. “Your Majesty,” {they} said, “the castle has fallen, and the guard would like "
        "to help you.” [+ The door opened a finger wide.] “Am I the king?” asked {friend}. “Until dinner,” said "
        "{name}. “And then we swap.” [+ {friend} thought it over for a long time, as kings do.] This time they built "
        "with two gates, one for each. [* It held better, too. Things that can be entered from two sides often do.]",
        "That evening the king and the guard ate soup in the castle by the light of a torch. {friend} made a law: "
        "whoever builds together rules together. [+ They wrote it down and sealed it with jam.] Then they fell "
        "asleep, both of them, in the middle of the kingdom, under the same blanket. [* In the night somebody "
        "carried them to bed, and stood for a moment in the ruins, smiling, and did not tidy up.]",
    ),
    Plot(
        ("{name} and {friend} Put on a Circus", "The Greatest Garden Circus"),
        "“Let us make a circus!” said {name}. The garden got a ring of pebbles, a curtain and a sign: “Today at "
        "five!” {name} practised juggling with apples. {friend} practised walking along the wall. [+ The cat "
        "practised being a tiger and was, on the whole, the most gifted.] Soon the whole street knew about it. [* A "
        "show must have a star, and each of them knew in secret who it would be.]",
        "But at the rehearsal both wanted to be last, because the last act gets the most applause. “Your juggling is "
        "boring!” cried {friend}. “And you wobble!” cried {name}. An apple flew, and the curtain fell into a puddle. "
        "[+ The cat went home.] {friend} hid behind the shed, and {name} sat down on the wet grass, angry and sad at "
        "the same time. [* They had said true things in order to hurt, and that is a kind of lie.]",
        "Then {name} had an idea. “What if we go last together?” {they} asked the shed. “You walk on the wall and I "
        "juggle, and in the middle you catch an apple.” For a while the shed said nothing. “Two apples,” it said at "
        "last. [+ They practised until their arms were tired, and dropped more apples than they caught.] [* It was a "
        "harder act than either of theirs, and neither could have done it with anybody else.]",
        "At five the whole street sat on kitchen chairs. {friend} walked, {name} juggled, an apple flew, and "
        "{friend} caught it with a bow. [+ How the people cheered and clapped!] [+ Even the cat came back and took "
        "some of the applause.] That night {name} whispered, “You did not wobble at all.” [+ “And you were not "
        "boring,” whispered {friend}. “Only a bit.”] And they laughed until the light went out. [* The sign still "
        "hangs in the shed. Today at five, it says, as if it were always going to be.]",
    ),
    Plot(
        ("{name}, {friend} and the Secret Garden Map", "The Treasure Hunt of {name} and {friend}"),
        "{name} drew a treasure map of the garden, with a cross and a sea monster. {friend} was allowed to look for "
        "the treasure. But {friend} wanted to draw too, and took the green crayon. [+ “Only a small forest,” {he} "
        "said. It became quite a large forest.] Now nobody could see the cross any more. [* {name} had drawn that "
        "cross with great care. It was the one thing in the house that was only {theirs}.]",
        "“You ruined my map!” cried {name}. {friend} looked at the green forest, then at {name}, and {his} chin "
        "began to tremble. {He} ran off and did not come back, not for juice and not for cake. [+ {name} looked "
        "behind the shed, under the bed and even in the laundry basket.] Now something was lost that was worth more "
        "than any treasure, and {name} was scared. [* Nobody had drawn a map for that.]",
        "Then {name} looked at the map again. In the green forest, quite small, {friend} had drawn a tree with two "
        "windows. The apple tree! And there {he} sat, high up in the leaves. “I made us a house in the forest,” {he} "
        "said in a tiny voice. {name} climbed up too. “It is the best part of the map,” {they} said. [+ And because "
        "it was true, it was easy to say.] [* From above, the whole garden looked like something that two people had "
        "made.]",
        "Until evening they sat in the tree and drew the map to the end: a river for {name}, a bridge for {friend}, "
        "and a road that always led home. [+ The treasure turned out to be a box of biscuits, and they divided it, "
        "one for you and one for me.] [+ The last one they broke in half, and it took three tries to make it fair.] "
        "When the first star came out, they climbed down, hand in hand. [* The map is framed now. Visitors always "
        "ask about the forest.]",
    ),
)

FRIENDS = (
    Friend(
        "little brother", ("Timo", "Bo"), "he",
        "{friend} was {name}'s little brother. He was small, but he was small in a loud way. Whatever {name} did, "
        "{friend} did too, only faster and with more crumbs. [+ “I am helping!” he would say, and then something "
        "fell over.] [* It is not easy to be copied all day long. It is only much later that one understands what an "
        "honour it was.]",
        "In {their} pocket {name} felt something sticky. It was half a biscuit, and {they} remembered: {friend} had "
        "put it there this morning. “The big half is for you,” he had said. [+ It was not really the big half, but "
        "he had believed it.] {name} swallowed. [+ Suddenly {they} did not want to be right any more.] [* Being "
        "right is thin company. It does not laugh at your jokes, and it never saves you a biscuit.]",
    ),
    Friend(
        "little sister", ("Pia", "Lou"), "she",
        "{friend} was {name}'s little sister, and she knew no fear at all. She talked to wasps. She asked “Why?” "
        "until even the clever aunts went home. [+ And she believed that {name} could do everything, which was nice, "
        "and sometimes tiring.] [* To be somebody's hero is a job without holidays.]",
        "On the floor lay a drawing in crayon. It showed two people with very long arms, and underneath was written, "
        "in wobbly letters, “{name} and me”. Their arms were so long because they were holding hands. [+ One of the "
        "letters was the wrong way round.] {name} looked at it for quite some time. Then {they} stood up. [* Nothing "
        "was forgiven yet. But somebody had to be the first to cross the room, and {name} had the longer legs.]",
    ),
    Friend(
        "big sister", ("Johanna", "Malin"), "she",
        "{friend} was {name}'s big sister. She could whistle with two fingers, ride without hands and tie every knot "
        "there is. [+ “I will show you when you are older,” she liked to say, and that made {name} furious.] Still, "
        "nobody built better things than {friend}. [* The younger one always runs, and the older one always thinks "
        "that she is walking slowly.]",
        "{name} thought of the winter when the lake was frozen. {They} had been afraid to step on the ice. {friend} "
        "had not laughed. She had held out both hands and gone backwards, all the way across. [+ “Do not look down,” "
        "she had said. “Look at me.”] {name} took a deep breath. Now somebody else had to go first. [* There are "
        "debts between sisters and brothers that nobody writes down, and that is why they are paid.]",
    ),
    Friend(
        "big brother", ("Fritz", "Leander"), "he",
        "{friend} was {name}'s big brother. He knew all the planets by heart and could make a sandwich with five "
        "floors. [+ He also knew everything better, and that was the trouble with him.] But when {name} had a bad "
        "dream, it was {friend} who left the door open. [* He had been told once, very early, to look after the "
        "small one, and he had taken it for an order that never ended.]",
        "Then {name} saw {friend}'s old jumper on the chair. He had given it to {them} last week, because it was "
        "warm and because {they} had been cold. He had only said, “It does not fit me anyway.” [+ But it did fit "
        "him. It fitted him very well.] {name} put it on, and a lump grew in {their} throat. [+ Quarrels were "
        "silly.] [* Love, in that family, was mostly handed over like this, folded, with a gruff remark.]",
    ),
)  # fmt: skip

TRIALS = (
    "{When} the wind took the best pillowcase off the line, and it sailed over the fence into the neighbour's "
    "garden, where the big dog lived. {name} and {friend} looked at each other. “I will talk to the dog,” said "
    "{name}. “And I will talk to the pillowcase,” said {friend}. [+ The dog turned out to be lonely, and only wanted "
    "somebody to throw the ball.] They came back with the pillowcase and a few hairs on it. [* Neither of them would "
    "have gone alone. They did not say so.]",
    "{When} it began to rain, and everything they needed lay in the grass. “Quick!” cried {name}. They ran to and "
    "fro and carried it all under the big tree, and at last they sat there too, dripping and laughing. [+ {friend} "
    "caught raindrops with {his} tongue and counted them. At thirty {he} lost count and began again.] Then the sun "
    "came out, and a rainbow stood over the roof. [* Years later both of them would have sworn that it was the best "
    "part, though nothing had happened in it.]",
    "{When} they were hungry, and in the kitchen there was one last piece of cake. One cake, two plates! “Whoever "
    "cuts must let the other one choose,” said {friend}. So {name} cut, with {their} tongue between {their} teeth. "
    "[+ The pieces were so equal that even an ant could not have decided.] [+ And the cat got the crumbs.] [* It is "
    "the oldest law there is, older than kings, and it was probably made by two children.]",
    "{When} the ladybird was gone that {friend} had carried about since breakfast. They looked under "
    "every leaf in the flowerbed and behind every pot. {name} found it at last, on {friend}'s own back. [+ “She was "
    "looking for you too,” said {name}.] So they built her a house from a matchbox, and left the door open. [* "
    "{friend} was quiet after that. It had not occurred to {him} that a thing might stay because the door was open.]",
    "{When} a knee got scraped on the garden path. It was only a small scrape, but it was {friend}'s. {name} fetched "
    "water and a plaster with stars, and blew on it three times, as one must. [+ “Does it hurt?” asked {name}. “Only "
    "when I think of it,” said {friend}. So {name} told {him} a joke about a hen.] Soon both of them were running "
    "again. [* The hen was never as funny before or since.]",
)

WHENS = (
    ("first of all", "right at the beginning"),
    ("later that morning", "half an hour later"),
    ("before noon", "a little later"),
    ("after lunch", "when the sun stood high"),
    ("in the afternoon", "just when everything was going well"),
)

KIT = Kit(OPENINGS, PLOTS, FRIENDS, TRIALS, WHENS, knows_friend=True)
