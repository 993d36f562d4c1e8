"""Words that are names too, and what people are called beside their names."""

import re

from app.answers.covering.folding import fold

_NAMES_TOO = """
abbot able acre alder amber angel archer arm art ash bacon baker ball banks bar barber barker barn
baron bass bath beach bean bear beck bee bell berry bill birch bird bishop blake blank bliss blood
bloom bolt bond booth bow bowl bowman box boy brain branch brand brandy brave bread bridges bright
brook brooks bruce buck bud bull burn burns bush butcher butler buy byte cable cameron candy cane
cannon canon carol carpenter cart carter castle chance chandler chase chest child chin clark clay
clement clerk cliff close cloud coal coffee coin cole colt cook coop cooper copper corn corner
cotton coward cox craft crane cross crow crown cruise cruz cup curry dale dance dash dawn dean
dell dick dirk dixie do dolly don dot dove drake draper drew duke dust duty dwell earl eden ellen
eve exact faith farmer fast finch fish fisher fleet flint flood flower fog foot ford foreman
forest forester foster fox frame frank frost fuller gale game gardener garland gates gay gem gene
gentle gill ginger glass glen glover golden goodwill gore grace grand grange grant grove guard
guest gull gun guy hail hale hand handy harbour hardy harm harmony harp harper hart hatch haven
hawk hay hays hazel head heart heath heather hedge herb hero hint holiday hollow holly honor
honour hood hook hope horn horse hue huge hull hunt hunter hurry hurst hyde ice ink iris iron isle
it's ivory ivy jack jade jasmine jay jean jet jewel jobs joiner jolly joy judge justice keen key
keys kitchen kite knight knock lamb lance land large lark laurel law lawn lay leader leaf lee
light lily link lion little lock loop love lowe luck lucky lynch man manly manner manor marine
mark marsh marshal marshall mason mat matt max mayor me mead meadow mercy merit merry mild miles
mill miller mills mine mint miss mist mode moody moon moor more moss mould mountain much my nail
nelson newton nice nicely nick night noble noon norm norman oak olive only opal open orange
orchard pan parish parker parks parson part pass pat patch patience paul peace peach peacock peak
pear pearl peel penny pepper perch percy perry pet petty pick pike pine piper pitt plain plant
plum point pole pollen poole pope porter post pot potter pound powers precious present pride
priest primrose prior proper pryce pure quick quill rain ram randy range ranger rash raven ray
read ready reed reeve regent reign rice rich ridge right ring rivers rob robin rock rocky roman
rome root rose rosemary rough round row rowan royal ruby rudd rule rush rusty rye sad sage saint
salmon salt sandy saunter savage say scarlet score seal see self senior serene sharp shaw shepherd
shield shine ship shore singer single skinner sky slate sleep small smart smith smooth snow so
sold sole spark sparks speed spencer spice stable star stark steel stein stella stern steward
stock stone storm story strange stream stretch strong sue summers sun sunny swallow swan sweet
swift sylvan tailor tall tanner taper tart tasty tate teller temple terry thatcher thorn thorne
tiger tile till tim toll tong tony tower town trace trend trip trout true truly tucker turner
tyler usher vale valentine valley van victor victory viola violet virgin virtue vow wade wagon
walk walker wall warden ware warm warner washing water waters watt watts weaver webb weir well
wells wheeler while wild wilder will willow wills win wind windsor wing winner winters wise wish
wolf wonder wood woods wool word worth wright yard yates zone
"""
_ORDINARY = """
all also am an and any april are as at attachment august autumn bank bcc be best black blue board
book both bridge brown building but by can case cash cc center centre christian christmas church
college contract council court date day dear december did draft dutch each early east easter else
england english even ever every fair fall farm february field first floor for france free french
friday from fw fwd garden gardens general german germany go gold good gray great green grey had
hall has have he hello her here hers hi high hill him his holland hotel house how if in into
ireland is it its january jersey july june just kind king lady lake lane last let like line lodge
london long lord low major make manager march market master may meeting might monday month mount
must new no nor north not note nothing november now ocean october of off office old on one or
order our out over own page paper paris park per place please power price prince project queen re
red regards report river road room sale same saturday school scotland sea sent september sergeant
shall she short should silver sincerely sir some sorry south spring square station street subject
summer sunday team than thank thanks that the their them then there these they this those though
through thursday time title to today tomorrow tonight too tuesday under until up us very wales
ward was way we wednesday week west what when where which white who whom whose why winter with
would year yes yesterday yet york you young your yours
"""
# Written with a capital even where nobody is meant: days, places, colours, the words of letters.
ORDINARY = frozenset(fold(word) for word in _ORDINARY.split())
NAMES_TOO = ORDINARY | {fold(word) for word in _NAMES_TOO.split()}
_PARTICLES = """
van von der den de del della di da dos das do la le les el al bin ibn ben of the und y e zu zum
ter ten st he him she her they them
"""
_TITLES = "mr mrs ms miss mx dr prof sir lady lord herr frau jr sr phd"
_ROLES = """
admin accounts billing careers contact customerservice donotreply enquiries facilities feedback
finance hello help helpdesk hr info it itsupport jobs mail mailer-daemon marketing news newsletter
no-reply noreply notifications office orders payroll people postmaster press privacy reception
recruitment sales security service servicedesk support team test webmaster
"""
TITLES = frozenset(_TITLES.split())
PARTICLES, ROLES = TITLES | set(_PARTICLES.split()), frozenset(_ROLES.split())
_ABBREVIATIONS = """
ac ai am api asap bbc bcc cc ceo cfo coo csv cto cv dm dna dob dpo dpia ec ehs er eta eu faq fm fte
fw fyi gb gdp gp gps hr hrd hse hsi ico id ie ii iii im io ip ir is iso it iv kpi la ld led lld lt
ltd mb mp nb nda nhs ni no np oh ok on os ot pa pc pdf pin pip pm po pr ps qa rag rd re rfp rh rip
rtw sar sla sme sms so sop ssp to tv uk un up us usb uk vat vi vip vp vpn vs we wfh wp xl
"""
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
_SHORT = """
alexander alex sandy xander; alexandra alex sandra lexi; alasdair al ally; andrew andy drew;
anthony tony ant; abigail abby abi; barbara barb babs; benjamin ben benny; bradley brad; caroline
carrie caz; catherine cath cathy kate katie kit; charles charlie chas chuck; charlotte charlie
lottie; christina chris tina chrissie; christine chris chrissie; christopher chris kit topher;
daniel dan danny; daniela dani; david dave davy davie; deborah deb debbie debs; dominic dom;
donald don donnie; douglas doug dougie; edward ed eddie ted teddy ned; eleanor ellie nell nora;
elizabeth liz lizzie beth betty eliza libby bess; emily em emmy; frances fran frankie; francis
frank fran; frederick fred freddie; gabriel gabe; gabriella gabby; geoffrey geoff; george georgie;
gerald gerry jerry; gillian gill jill; gregory greg; harold harry hal; harriet hattie; henry harry
hal hank; isabella bella izzy; isabel izzy bel; jacob jake; jacqueline jackie; james jim jimmy
jamie; janet jan; jennifer jen jenny; jeremy jez; jessica jess jessie; joanna jo joanne; john jack
johnny jon; jonathan jon jonny; joseph joe joey; joshua josh; judith judy jude; julia jules;
katherine kate kathy katie kat kit; kenneth ken kenny; kimberly kim; krzysztof krzys krzysiek;
laurence larry; lawrence larry; leonard len lenny leo; louise lou; magdalena magda; malcolm malc
mal; margaret maggie meg peggy marge rita; martin marty; matthew matt matty; megan meg; michael
mike mick mickey mikey; michelle shell; nathan nate; nathaniel nat nate; nicholas nick nicky;
nicola nicky nic nicki; oliver ollie olly; olivia liv livvy; pamela pam; patricia pat patty trish
tricia; patrick pat paddy; penelope penny; peter pete; philip phil pip; rachel rach; rajesh raj;
raymond ray; rebecca becca becky bex; richard rich rick dick ricky richie; robert bob rob bobby
robbie bert; roger rodge; ronald ron ronnie; rosemary rosie rose; samantha sam sammy; samuel sam
sammy; sandra sandy; sanjay sanj; sarah sally sal; simon si; sophie soph; stephanie steph; stephen
steve stevie; steven steve stevie; stuart stu; susan sue susie suzie; teresa terry tess tessa;
terence terry; theodore ted teddy theo; theresa terry tess tessa; thomas tom tommy; timothy tim
timmy; tomasz tomek; tracey trace; valerie val; victor vic; victoria vicky tori vic; vikram vik;
vincent vince vinny; walter wally walt; wendy wen; william bill will billy willie liam; yvonne
von; zachary zach zack
"""
SHORT: dict[str, tuple[str, ...]] = {}
for _line in _SHORT.split(";"):
    _name, *_called = _line.split()
    SHORT[fold(_name)] = tuple(fold(each) for each in _called)
HONORIFIC = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Herr|Frau|Mme|Mlle|Madame|Monsieur)\.?[ \n]"
)
