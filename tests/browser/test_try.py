import sys; sys.path.insert(0,"/work/main/tests/browser")
from tabs import *
from course.labs import lab_ids
from course.dilemmas import find_dilemmas
import time
def test_try(tab, server):
    src=['from course import open_lesson\nlesson = open_lesson("06-payment-rules", lang="en")']
    src+=[f'lesson.lab("{l}")' for l in lab_ids()]+['lesson.quiz()']+[f'lesson.dilemma("{d.id}")' for d in find_dilemmas("06-payment-rules")]
    p=server.write("try",*src)
    t=time.time()
    tab.open(p); print("open",time.time()-t); t=time.time()
    tab.menu("Run","Run All Cells"); time.sleep(14); tab.page.screenshot(path="/tmp/h5/try.png",clip=dict(x=0,y=0,width=1300,height=1800)); print([x for x in tab.page.locator(".jp-InputPrompt").all_inner_texts()]); print("run",time.time()-t); t=time.time()
    labs=tab.labs(len(lab_ids())); print("labs",time.time()-t)
    time.sleep(1)
    print(tab.errors); print(tab.strangers()); print(len(tab.requests)); print(tab.red())
    tab.page.screenshot(path="/tmp/h5/try.png")
