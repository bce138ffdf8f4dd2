"""Given names and family names that are one name in several spellings or languages, as far as folding does not see it.

The rows are common knowledge of how names are written, no list of persons. A name may stand in several rows.
"""

from __future__ import annotations

_ROWS = """
    mohammed mohamed mohammad mohamad muhammad muhammed muhamad muhamed mohamet mehmed mehmet muhamet magomed \
    mukhammad mokhammad mahomed muhd mohd mohmd mhmd mahomet moh muhammet muxammad
    ahmad ahmed ahmet akhmed akhmad achmad achmed ahmd
    hussein husayn hussain husain hossein hosein hussien huseyin hocine houssein khusein husein hsin husin
    hassan hasan hassen hasen khasan hsn
    ali aly alii eli
    yusuf youssef yousef yusef yosef yussuf yousuf yusif iusuf joseph iosif yosif iusf
    ibrahim ebrahim brahim ibraheem ibragim abraham avraham
    ismail esmail ismael esmaeil ismayil ishmael
    sulayman suleiman soliman sulaiman soleiman solaiman suleyman slimane
    umar omar omer oumar amr
    uthman othman osman ousmane usman
    usama osama oussama
    khalid khaled haled halid
    mahmud mahmoud mahmood mehmud makhmud mohamud
    mustafa mostafa mstfa mustapha moustafa moustapha
    mahdi mehdi mahdy mhdi
    qasim kassem qassem ghasem qasem kasim gassem qassim
    said saeed sayeed saed saidi saiid
    sayyid sayed seyed seyyed syed sayyed sayid seyyid
    abu abou
    jafar jaafar djaafar gafar dzhafar
    isa issa eissa
    musa moussa mousa
    yahya yehia yahia yihya
    zayn zain zein zine
    aleksandr alexander aleksander oleksandr aliaksandr alexandre alejandro alexandr alexandros alessandro
    aleksey aleksei alexei alexey oleksii oleksiy aliaksei alexis aleksej alexej
    andrey andrei andriy andrii andrej andrew andreas andre andrzej
    anatoly anatoliy anatolii anatoli anatolij
    dmitriy dmitry dmitri dimitri dimitry dmytro dzmitry dmitrij dimitrij dimitrios
    yevgeniy yevgeny evgeny evgeni evgenii evgeniy yevhen yevhenii eugene eugen jewgeni evgenij ievgen
    fyodor fedor fiodor theodor theodore fjodor todor
    georgiy georgy georgi georgii george georg heorhii heorhiy jorge giorgi giorgio georgios
    grigoriy grigory grigori gregory hryhorii hryhoriy grigor
    igor ihor
    ivan iwan john jan johann ioann jovan
    konstantin constantin kostiantyn kanstantsin constantine konstantinos
    mikhail michail mikhailo mykhailo mykhaylo michael michal miguel michel mihail mihailo
    nikolay nikolai nicolai nikolaj mykola nicholas nikolaos nicolas mikalai
    oleg oleh aleh
    pavel pavlo paul pablo pawel paulo
    pyotr petr piotr peter petro pedro pierre pjotr petar
    sergey sergei sergiy serhii serhiy siarhei serge sergej sergii
    semyon semen simeon simon semion
    vasiliy vasily vasili vasyl basil wassili vasilij
    viktor victor wiktor
    vladimir volodymyr wladimir uladzimir vladimer
    vyacheslav viacheslav wjatscheslaw vjaceslav
    yakov iakov jakob jacob yakiv jakow
    yuri yuriy yury iouri juri jurij yurii iurii juriy
    yekaterina ekaterina catherine katerina kateryna jekaterina katharina
    yelena elena olena helena jelena helen
    tatyana tatiana tetiana tatjana
    nataliya natalia nataliia natalya natalja natalie
    lee yi rhee ri li rhie
    park pak bak
    choi choe choy
    jung jeong chung chong cheong jong
    kim gim
    kang gang
    yoon yun youn
    cho jo joh
    lim im rim yim
    roh noh
    ryu yoo yu ryoo you
    kwon gwon
    shin sin
    baek paik paek
    bae pae
    jang chang
    jeon chun jun chon
    ahn an
    ko koh go
    moon mun
    oh o
    lv lu lyu lue
    xu hsu
    xie hsieh
    zhang chang
    zhou chou
    zhao chao
    zheng cheng
    zhu chu
    cai tsai
    cao tsao
    jiang chiang
    deng teng
    gao kao
    guo kuo
"""
_ROWS_OF: dict[str, frozenset[int]] = {}
for _number, _row in enumerate(_ROWS.strip().splitlines()):
    for _name in _row.split():
        _ROWS_OF[_name] = _ROWS_OF.get(_name, frozenset()) | {_number}


def one_name(one: str, other: str) -> bool:
    """Whether two words are forms of one given name or surname by the table of names."""
    return not _ROWS_OF.get(one, frozenset()).isdisjoint(_ROWS_OF.get(other, ()))
