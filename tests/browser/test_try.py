import time, pytest
@pytest.mark.parametrize("n", range(6))
def test_try(tab, server, n):
    p=server.write(f"try{n}","1+1","2")
    t=time.time()
    tab.open(p); print("open",time.time()-t); t=time.time()
    tab.page.set_default_timeout(6000)
    tab.run_all(); print("run",time.time()-t); t=time.time()
