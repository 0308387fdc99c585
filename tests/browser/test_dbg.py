def test_dbg(tab, server):
    import nbformat
    path = server.root / server.write("nok","1")
    nb=nbformat.read(path,4); del nb.metadata["kernelspec"]; nbformat.write(nb,path)
    tab.open("scratch/nok.ipynb", kernel=False)
    tab.page.wait_for_timeout(5000)
    print("NOK", tab.page.locator(".jp-Dialog").all_inner_texts(), tab.page.locator("#jp-main-statusbar").inner_text())
    tab.page.screenshot(path="/tmp/h5/nok.png")
