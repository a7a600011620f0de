"""Fantasy and science fiction: a wonder that is out of order, a journey through impossible places, and a price."""

from storybooks.studio.offline.tales.kit import Friend, Kit, Plot

OPENINGS = (
    "In a town where nothing strange ever happened, the strange things had to be very patient. {looks} So it was "
    "{name} they chose in the end. [+ It took them three weeks to decide, and one of them was against it.] [* "
    "Wonders are shy. They prefer people who have not yet made up their minds about the world.]",
    "On the day it all began, the clocks struck thirteen, and nobody noticed but one. {looks} {name} counted again, "
    "just to be sure. [+ Thirteen. And the cat on the wall had counted too.] [* Afterwards the grown-ups spoke of a "
    "fault in the spring, and it is true that there was a spring in it, though not of that kind.]",
    "Some people find coins on the street. {name} found doors, feathers and things that hummed. {So_looks} But {they} "
    "had never found anything like this before. [+ It lay among the flowers behind the house, and it was glowing a "
    "little.] [* {They} stood and looked at it for as long as one can look at a thing before it begins to look "
    "back.]",
)

PLOTS = (
    Plot(
        ("{name} and the Moon That Lost Its Light", "{name} Brings Back the Moonlight"),
        "That evening the moon did not shine. It hung in the sky, grey as an old plate. A voice came down, thin and "
        "silvery: “My light has run away. It was tired of always shining for others. Please, bring it home!” [+ “How "
        "can I get up to you?” asked {name}.] Then a staircase of glass rose into the sky. [+ Each step rang when "
        "{they} trod on it, each one a little higher.] [* It crossed {their} mind that light might have its "
        "reasons.]",
        "At the end of the sky, in the middle of the night, they found it: a small white flame, hiding behind a cold "
        "planet. “I am not going back,” said the light. “Nobody ever looks at me. They look at what I shine on.” "
        "{name} opened {their} mouth and did not know an answer. [+ Down below, the whole Earth lay in darkness.] [+ "
        "{name} felt that it was all over.] [* The worst of it was that the light was right.]",
        "“I look at you,” said {name} at last. “I did it every night from my bed. I just never told you.” The small "
        "flame trembled. [+ “Every night?” “Even when you were only half there.”] Then it grew, white and round, "
        "until it filled the whole sky, and jumped into {name}'s open hands. [+ It was not hot at all. It felt like "
        "being recognised.] [* Thanks do not get stale. They can be handed over years too late and still be warm.]",
        "Together they carried it to the moon, and the moon drew a long, bright breath. On the way down every step "
        "of the stairs was shining. [+ In the town the dogs stopped barking, and a baby laughed in its sleep.] Since "
        "then {name} has never closed the curtains without first saying, “Thank you.” [+ And whoever looks closely "
        "can see the moon wink.] [* The stairs are gone, of course. But things that hum still lie behind the house, "
        "now and then, waiting.]",
    ),
    Plot(
        ("{name} and the Dragon Who Breathed Flowers", "The Dragon Without a Fire"),
        "It was an invitation, written with soot: “Come quickly to the castle on the black mountain. I am ill. "
        "Yours, the dragon.” [+ {name} had never been to see a dragon before.] [+ But whoever is ill must be "
        "visited.] [+ {They} packed cough sweets, a scarf and a book to read aloud.] The ink pointed the way; it "
        "crept ahead over the hills like an ant. [* One may be afraid of a thing and still bring it soup.]",
        "In the dark hall of the castle the great dragon lay and cried. “Look,” he sobbed and coughed, and instead "
        "of fire, daisies fell out of his mouth. “Tomorrow I must light the Fire of Winter, so that nobody freezes. "
        "Everyone will laugh at me.” [+ The cough sweets did not help, and neither did the scarf.] {name} was at the "
        "end of {their} wisdom. [+ Outside, the first snow was beginning to fall.] [* It is hard to sit beside a "
        "shame that one cannot take away.]",
        "Then {name} picked up one of the daisies. It was warm! {They} laid it on the snow outside the gate, and at "
        "once the snow melted in a circle. “You are not ill,” cried {name}. “You have only grown. Your fire has "
        "learned something new!” [+ The dragon blew, very carefully, and a bunch of tulips rolled down the steps, "
        "steaming.] [* What he had taken for the end of his gift was its second half.]",
        "That winter the dragon flew over the land and breathed flowers on every roof. [+ Nobody froze, and it "
        "smelled of May in the middle of January.] [+ Only the bees were confused, and wrote a letter of complaint.] "
        "To {name} he gave a single daisy, which never withers. It stands on the window sill, and on cold nights it "
        "glows. [* He still coughs a spark from time to time, from old habit, and looks around to see if anyone has "
        "noticed.]",
    ),
    Plot(
        ("{name} and the Robot from the Quiet Planet", "Seven Light Years to {name}"),
        "It was a rocket, no bigger than a bathtub, and out of it climbed a voice in a tin box. “Greetings. I come "
        "from the Quiet Planet. We have forgotten how to laugh. Our instruments found the loudest laugh in the "
        "galaxy. It was yours.” {name} looked at the rocket. [+ “Will I be back for breakfast?” “Time,” said the "
        "box, “is flexible.”] [+ It said so in a tone that was not entirely reassuring.] [* Nobody had ever needed "
        "{name} from so far away.]",
        "The Quiet Planet was grey and smooth, and the people on it stood in rows. {name} told the best joke {they} "
        "knew. Nobody moved. [+ {They} made faces. {They} stood on {their} head.] “Thank you,” they said politely. "
        "“Your effort has been recorded.” Then {name} sat down on the cold ground in the darkness and felt like "
        "crying. [+ Above, the seven pale moons went past, one after another, without a word.] [* One cannot be "
        "funny on command, just as one cannot be loved on command.]",
        "And as {name} sat there, {they} got the hiccups. Hic! It echoed across the plain. One of the grey people "
        "jumped. [+ “What was that?” “Hic,” said {name}. “I cannot, hic, help it.”] Somewhere somebody made a "
        "squeaking noise, like a rusty gate. Then another. [+ It spread from row to row like wind through corn.] The "
        "Quiet Planet was laughing! [* It had not been cleverness they were missing, but somebody with whom "
        "something could go wrong.]",
        "They laughed until the first sunrise in a thousand years, and colour ran over the hills. Then the rocket "
        "brought {name} home, just in time for breakfast. [+ There was a little stardust in the butter.] [+ “Did you "
        "sleep well?” “Hic,” said {name}.] Every evening since then, a signal blinks in the sky, seven times short "
        "and once long. It means: Ha, ha, ha. [* {name} blinks back with the lamp. Nobody in the street has asked "
        "why.]",
    ),
    Plot(
        ("{name} and the Bell Under the Sea", "The Drowned Bell"),
        "It was a shell, and when {name} held it to {their} ear, no sea was in it, but a voice. “The bell under the "
        "sea has stopped ringing. Without it the waves do not know when to come and when to go. Come, if you have "
        "two hands!” [+ {name} had two hands.] [+ The shell said that this was two more than anyone else who had "
        "been asked.] {They} set out for the shore. [* Some calls are meant for the best one, and some for the one "
        "who picks up.]",
        "Deep underwater, in the dark blue night, stood the bell, as high as a house. But its rope had rotted away, "
        "and it was much too heavy. {name} pushed. {name} pulled. [+ Not a sound!] Above them the waves stood still, "
        "all over the world, and waited. [+ A jellyfish drifted by and looked as if it wanted to say something "
        "kind.] “I only have two hands,” said {name} quietly. [* It had seemed so many, up on the beach.]",
        "Then {name} thought: a bell does not have to be moved. It only has to be woken. {They} knocked, quite "
        "gently, with one knuckle, three times. And deep inside something answered, hmmm. [+ All the fish came "
        "swimming and knocked with their noses, the crabs with their claws.] [+ The octopus knocked eight times, and "
        "out of time.] [+ The hum became a tone, and the tone became a song.] Dong! [* A great sound is often a "
        "small one that has been believed by many.]",
        "With the first wave the sea took {name} back up to the beach and laid {them} on the warm sand, in the light "
        "of the new morning. [+ In {their} pocket was the shell, and it was full of seawater, and pleased.] Since "
        "that day the tides come and go again. [+ And at every high tide {name} knocks on the table three times, "
        "very softly. Far, far away, somebody answers.] [* The table has a small dent in it now. It is the most "
        "valuable thing in the house.]",
    ),
)

FRIENDS = (
    Friend(
        "dragon", ("Ember", "Smoulder"), "he",
        "Before {they} had got far, a dragon the size of a teapot dropped from a branch. “I am {friend},” he said, "
        "“and I am terrible.” He roared. It sounded like a hiccup. [+ “Very terrible,” said {name}, and the little "
        "dragon glowed with joy.] “Then you may be frightened together with me,” he said, and flew on ahead. [* He "
        "had practised that sentence, one could tell, in front of some very small mirror.]",
        "{friend} landed on {name}'s arm, and he was warm as a roll from the oven. “I must confess something,” said "
        "the little dragon. “I am not terrible. I have only been saying it so that nobody sends me away.” “I know,” "
        "said {name}. “You know? And you kept me?” [+ He had to look away and cough a little smoke.] With that, "
        "{name} knew what to do. [* One need not be enough for the task. One only has to be kept.]",
    ),
    Friend(
        "robot", ("Tick", "Bolt"), "he",
        "At the roadside a small robot sat in the grass and was picking petals off a daisy. [+ “It works. It works "
        "not. It works.”] He was called {friend} and had run away from a factory for alarm clocks. [+ “I never "
        "wanted to wake anyone,” he said. “I wanted to see things.”] {name} held out a hand, and {friend} shook it "
        "for rather too long. [* Nobody had told him how long one does it, and he wanted to be on the safe side.]",
        "“My calculation says that we have no chance,” said {friend}. [+ Something inside him whirred.] “But I have "
        "calculated it eleven times, and every time I left something out, because I have no number for it.” “What?” "
        "asked {name}. “You,” said the robot. [+ His lamp turned red, then pink.] {name} felt something inside "
        "{them} sit up straight. [* It was the most inaccurate thing {friend} had ever said, and he filed it under "
        "results.]",
    ),
    Friend(
        "unicorn", ("Isolde", "Brindle"), "she",
        "Under a tree stood a unicorn with a knot in her mane, and she was in a very bad mood. “I am {friend},” she "
        "said. [+ “Do not say that I am beautiful. Everyone says that, and nobody combs me.”] So {name} combed her, "
        "and it took half an hour. [+ They found two burrs, a comet and somebody's letter.] After that she carried "
        "{them} without being asked. [* To be admired is a lonely business. To be untangled is something else.]",
        "{friend} lowered her head, and her horn gave a little light, just enough for two. “When I was small,” she "
        "said, “my horn was crooked, and I hid it under a hat. Then someone asked me for light, and I forgot about "
        "the hat.” [+ “Who was it?” asked {name}. “Somebody small, in the dark,” said {friend}. “Like you.”] {name} "
        "breathed in deeply. {They} had an idea. [* Ideas come to those who have stopped watching themselves.]",
    ),
    Friend(
        "raven", ("Quill", "Magnus"), "he",
        "On the signpost sat a raven in a tiny pair of boots. “{friend} is the name,” he croaked. “Guide, scholar, "
        "and, if I may say so, a wit. I take payment in buttons.” {name} had one button, and it was a good one. [+ "
        "{friend} bit on it to see if it was real, and then polished it on his chest.] So they had a deal. [* Like "
        "all those who ask for wages at once, he would have come for nothing.]",
        "{friend} put the button down in front of {name}. “I am giving it back,” the raven croaked. “I have read "
        "nine hundred books, and there is nothing about this in any of them. So from here on you must be the clever "
        "one.” [+ “And you?” asked {name}. “I shall stay and be impressed,” said {friend}.] {name} turned the button "
        "over, and had to smile. [* There comes a point at which the guide can only walk behind. The good ones say "
        "so.]",
    ),
)  # fmt: skip

TRIALS = (
    "{When} they came to a forest in which everything was the wrong way round. [+ The leaves grew under the earth, "
    "and the birds fell upwards.] “Then we must go backwards,” said {name}. They turned round and walked with their "
    "backs in front. [+ A backwards hare wished them good night and asked what they would like for tomorrow.] So "
    "they came out on the right side. [* For some time after that, {name} had the feeling of having met a second "
    "{name} in there, going the other way.]",
    "{When} a bridge of clouds lay before them in the sky. But it only held those who told the truth. “I am not "
    "scared,” said {friend}, and sank in up to the knees. “I am scared too,” said {name} quickly, and the cloud "
    "became firm as a floor. [+ So they told each other true things all the way across. Some were funny, and one was "
    "not.] [* By the other side they had become friends, for there was no way left of not being that.]",
    "{When} they reached a river of mirrors. From the water another {name} looked up, who was bigger, braver and had "
    "no holes in the socks. “Stay here,” it said. “I will go instead of you.” {name} thought about it. “No,” {they} "
    "said. “You have never stubbed a toe.” [+ The other one looked, for a moment, as though it would have liked to.] "
    "And {they} jumped across. [* It is not easy to choose oneself, with the better model lying there so calm.]",
    "{When} they stood in a cave full of crystals, and every crystal sang one note. But together they sang so "
    "wrongly that the rocks cracked. {name} listened. “That one is too early,” {they} said, and laid a finger on it. "
    "[+ It was the smallest of them all, and had only wanted to be heard.] Then it was a melody, and the wall opened "
    "like a curtain. [* Whoever had built that lock had hoped for patient thieves.]",
    "{When} a giant was sitting across the mountain pass, and he was playing cards alone. “No one gets through who "
    "cannot tell me something new,” he thundered. {name} thought hard. “You have a swallow's nest behind your left "
    "ear,” {they} said. “With four chicks in it.” [+ The giant held his breath, and it was true: something was "
    "cheeping.] The giant let them pass on tiptoe. [* He has not moved his head since, people say, and has never been "
    "less "
    "alone.]",
)

WHENS = (
    ("before long", "on the first stretch of the way"),
    ("not far from there", "after that"),
    ("when they had rested", "an hour later, or a year"),
    ("a good deal farther on", "on the far side"),
    ("at dusk", "as the light turned purple at sunset", "when evening came"),
)

KIT = Kit(OPENINGS, PLOTS, FRIENDS, TRIALS, WHENS)
