// What stands after `import`, and the distribution on PyPI that brings it. Data, of packages that many notebooks use: a name
// that is not here is never guessed, for anybody can register a name that looks right.

/** By the name of the module. */
export const DISTRIBUTIONS: Readonly<Record<string, string>> = Object.fromEntries(
  `altair anndata boto3 bokeh catboost click cupy dask datasets diffusers dill dtale duckdb fastai fastapi fiona flask
  folium fsspec gensim geopandas gradio h5py holoviews httpx igraph ipywidgets jax joblib keras lightgbm lxml
  matplotlib mlflow mlxtend mypy networkx nltk numba numpy ollama openai openpyxl optuna pandas panel papermill peft
  pingouin pint plotly plotnine polars prophet psutil pyarrow pycaret pydantic pydeck pymc pymongo pytest pyvis
  rasterio ray requests rich scanpy scipy scrapy seaborn selenium sentence_transformers shap shapely spacy sqlalchemy
  statsmodels streamlit sympy tabulate tensorflow tiktoken torch torchaudio torchvision tqdm transformers
  uvicorn wandb wordcloud xarray xgboost xlrd xlsxwriter yfinance accelerate aiohttp arviz bertopic
  evaluate langchain langgraph lifelines librosa missingno monsterui tables tsfresh vaex vega_datasets zarr`
    .split(/\s+/)
    .map((name) => [name, name.replaceAll("_", "-")] as const)
    .concat([
      ["bs4", "beautifulsoup4"],
      ["Bio", "biopython"],
      ["cv2", "opencv-python-headless"],
      ["dateutil", "python-dateutil"],
      ["docx", "python-docx"],
      ["dotenv", "python-dotenv"],
      ["faiss", "faiss-cpu"],
      ["fasthtml", "python-fasthtml"],
      ["PIL", "pillow"],
      ["pptx", "python-pptx"],
      ["psycopg2", "psycopg2-binary"],
      ["pywt", "pywavelets"],
      ["pytorch_lightning", "pytorch-lightning"],
      ["serial", "pyserial"],
      ["skimage", "scikit-image"],
      ["sklearn", "scikit-learn"],
      ["umap", "umap-learn"],
      ["yaml", "pyyaml"],
    ]),
);

/** Packages that come with others: whoever lists one of those has them. By their names on PyPI. */
export const BROUGHT_BY: Readonly<Record<string, readonly string[]>> = {
  joblib: ["scikit-learn"],
  matplotlib: ["seaborn", "plotnine", "scanpy"],
  numpy: [
    "pandas",
    "scipy",
    "matplotlib",
    "scikit-learn",
    "seaborn",
    "xarray",
    "statsmodels",
    "numba",
    "jax",
    "tensorflow",
  ],
  pandas: ["seaborn", "statsmodels", "plotnine", "geopandas", "streamlit", "gradio"],
  pillow: ["matplotlib", "seaborn", "torchvision", "streamlit", "gradio", "scikit-image"],
  pydantic: ["fastapi", "gradio"],
  requests: ["jupyterlab", "streamlit", "datasets"],
  scipy: ["scikit-learn", "statsmodels", "scikit-image"],
  shapely: ["geopandas"],
  tqdm: ["transformers", "datasets", "openai", "nltk"],
  torch: ["torchvision", "torchaudio", "fastai"],
  uvicorn: ["python-fasthtml", "gradio"],
  psutil: ["jupyterlab"],
  httpx: ["jupyterlab", "gradio", "openai"],
};

/** What JupyterLab brings by itself. */
export const WITH_JUPYTER: ReadonlySet<string> = new Set([
  "IPython",
  "ipykernel",
  "notebook",
  "jupyterlab",
  "traitlets",
]);

/** Python's own modules: top-level names of 3.8 to 3.14. */
export const STANDARD: ReadonlySet<string> = new Set(
  `__future__ abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb
  binascii binhex bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections
  colorsys compileall compression concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses
  dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler
  fcntl filecmp fileinput fnmatch formatter fractions ftplib functools gc genericpath getopt getpass gettext glob
  graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools
  json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib
  msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev
  parser pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats
  pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter
  runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd
  sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symbol
  symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios test textwrap this threading time timeit
  tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest
  urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile
  zipimport zlib zoneinfo`.split(/\s+/),
);
