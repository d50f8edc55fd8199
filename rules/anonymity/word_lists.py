"""Lists of words that rules about names go by."""

from typing import Final

from schemas.anonymity import NameKind

_AREA = """
    north south east west central city county borough district council royal london england of
    the upon on and with isle isles sea thames trent tees tyne humber riding yorkshire forest
    tower hamlets metropolitan unitary authority under in
"""

_SCHOOL = """
    the school schools academy academies college primary secondary infant infants junior juniors
    nursery high grammar special free community centre foundation federation of and church
    england ce rc catholic voluntary aided controlled c e for trust pupil referral unit sixth
    form learning education studio technical university
"""

_TRUST = """
    the trust trusts multi academy academies mat nhs foundation partnership of and for education
    educational learning schools school group hospital hospitals university healthcare health
    care community services service integrated
"""

GENERIC: Final = {
    NameKind.AREA: frozenset(_AREA.split()),
    NameKind.SCHOOL: frozenset(_SCHOOL.split()),
    NameKind.TRUST: frozenset(_TRUST.split()),
    NameKind.PLACE: frozenset({"the"}),
}
"""What names of a kind have in common, and what gives nobody away alone."""

_CERTAIN_TITLES = "cllr dr mr mrs ms mx prof professor"
_OTHER_TITLES = "dame lady lord miss rev sir"
CERTAIN_TITLES: Final = frozenset(_CERTAIN_TITLES.split())
"""Titles of people that are no ordinary words."""
TITLES: Final = CERTAIN_TITLES.union(_OTHER_TITLES.split())

_ABBREVIATED = "mr mrs ms miss dr prof rev st cllr eg ie no vs e g i approx incl"
ABBREVIATED: Final = frozenset(_ABBREVIATED.split())
"""What a full stop follows within a sentence."""

_TWO_LETTERS = """
    ai am an as at be by do eu go he hi id if in is it me my no of oh ok on or pe so to tv uk up
    us we vs ie eg pm th nd rd st
"""
TWO_LETTERS: Final = frozenset(_TWO_LETTERS.split())
"""Ordinary words that the dictionary is too coarse for."""

_WHERE = "across around at from in near outside within"
WHERE: Final = frozenset(_WHERE.split())
"""What stands before the name of a place."""

_SMALL = "and in of on the under upon with"
SMALL: Final = frozenset(_SMALL.split())
"""What abbreviations may leave out."""

_WITHIN_TITLES = """
    a about an and as at but by for from in into of on or the their to up via vs what with without
"""
WITHIN_TITLES: Final = frozenset(_WITHIN_TITLES.split())
"""What titles may have in small letters."""

_CALENDAR = "march april may june august"
CALENDAR: Final = frozenset(_CALENDAR.split())

_OF_AREAS = """
    academies academy area authority borough cathedral central children city clinical college
    commissioning council councils county district east families forum general greater hospital
    hospitals icb inner iass lea leaders local metropolitan nhs north offer outer parent parents
    partnership primary safeguarding school schools secondary send sendiass service services
    social south station team town trust unitary university virtual west youth
"""
OF_AREAS: Final = frozenset(_OF_AREAS.split())
"""What names of areas stand beside, each with a capital, where they are the areas'."""

_COUNCILS = "council councils borough icb"
COUNCILS: Final = frozenset(_COUNCILS.split())
"""What even a name in small letters has to do with when it stands before it."""

_FOR_OTHERS = """
    ada asc asd bbc bcc bsc bsl cbt ccg cic cin clc cpc csc dbc dbs dcc dco dcs dfe dlc dmo dsc dsg
    dsl eal ehc ehcp eyfs fsm gcc gcse ghc gla gps hlta hmci hmi hra iass icb icc icp ics ios ipsea
    isp jsna kpi lac lado lcc lea lga mash mat mbc mdc mld msi ncc ndti nhs nice nmc occ ofsted pcc
    pcf pda phb pmld pru qa scc sen send senco slc slcn sld slt sncc ssc stp tac ukc vcs wcc wsoa
    yjs yot
"""
FOR_OTHERS: Final = frozenset(_FOR_OTHERS.split())
"""Abbreviations that reports on visits use for something else, or that are anybody's.

Some are those of several counties' councils (NCC, SCC): nobody is told apart by them.
"""

_HOUSES_ALIKE = """
    a academy acute additional adult all alternative and any assessment autism care carers centre
    child children childrens clinical college community day deaf development district each early
    education every family for form foundation free further general government group health high
    home hospital independent in individual infant inclusion integrated it junior learning local
    mainstream maintained mental multi national new nhs no nursery open our partnership pre primary
    provision pupil referral regional research resource royal school secondary sen send service
    services sixth sixthform special specialist start studio support sure teaching technical that
    the their therapy this training trust unit university virtual voluntary walk young youth
"""
HOUSES_ALIKE: Final = frozenset(_HOUSES_ALIKE.split())
"""Words with which no school, trust or hospital is told from others."""

_BEFORE_HOUSES = """
    another few his if many most my one several some these they those two we when where
"""
BEFORE_HOUSES: Final = WITHIN_TITLES.union(_BEFORE_HOUSES.split())
"""Words with which a sentence begins, and no name of a school."""
