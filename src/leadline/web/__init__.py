"""The web: a Django project that parses, calls one function and answers. So far the API of `leadline serve --api`.

    _settings.py  what the web adds to Django's settings
    _frame.py     around every request: host, headers, errors as JSON, one line of log
    shapes.py     what comes in and goes out, in yente's words and ours
    standing.py   the lists as they stand, opened once per process
    among.py      which entities a request asks among
    ask.py        an example becomes a query, and its matches an answer
    search.py     words, filters, facets and pages
    api.py        the routes; urls.py names them
    server.py     the application, and waitress that serves it

Modules that need django-ninja (api, urls) can be imported only once Django is configured: ``server.application`` does.
"""
