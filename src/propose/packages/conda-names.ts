// Conda's packages and PyPI: which are spelled otherwise there, and which are none of PyPI's. Data; a name that is not here
// is taken to be the same on both, as nearly all are.

/** PyPI's name for what conda calls otherwise. */
const PYPI_NAMES: Readonly<Record<string, string>> = {
  "dask-core": "dask",
  faiss: "faiss-cpu",
  "keras-gpu": "keras",
  libxgboost: "xgboost",
  "matplotlib-base": "matplotlib",
  "msgpack-python": "msgpack",
  "numpy-base": "numpy",
  opencv: "opencv-python-headless",
  "py-opencv": "opencv-python-headless",
  "py-xgboost": "xgboost",
  "py-xgboost-cpu": "xgboost",
  "py-lightgbm": "lightgbm",
  pyqt: "PyQt5",
  pytables: "tables",
  "python-blosc": "blosc",
  "python-graphviz": "graphviz",
  "python-kaleido": "kaleido",
  "python-levenshtein": "Levenshtein",
  "python-lmdb": "lmdb",
  "python-tzdata": "tzdata",
  "python-xxhash": "xxhash",
  pytorch: "torch",
  "pytorch-cpu": "torch",
  "pytorch-gpu": "torch",
  psycopg2: "psycopg2-binary",
  ruamel_yaml: "ruamel.yaml",
  "seaborn-base": "seaborn",
  "tensorflow-base": "tensorflow",
  "tensorflow-cpu": "tensorflow",
  "tensorflow-gpu": "tensorflow",
  vega_datasets: "vega-datasets",
};

/** Left out without a word: jig has its own way, or they belong to conda's own machinery. */
const SILENT = /^(?:pip|python|python_abi|_.*|ca-certificates|tzdata|conda-gcc-specs|ld_impl_.*)$/;

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^(?:r|r-.*|rstudio.*|bioconductor-.*)$/, "R is not on PyPI"],
  [/^(?:julia|perl|perl-.*|nodejs|yarn|go|rust|ruby|openjdk|maven|ghc)$/, "another language, not on PyPI"],
  [
    /^(?:cuda.*|cudatoolkit.*|cudnn|nccl|nvidia::.*|pytorch-cuda|pytorch-mutex|cpuonly|magma-.*|libcu.*|cutensor)$/,
    "not on PyPI: the wheels that need CUDA bring it",
  ],
  [
    /^(?:gcc.*|gxx.*|gfortran.*|clang.*|clangxx.*|compilers|(?:c|cxx|fortran)-compiler|make|binutils.*|sysroot_.*)$/,
    "a compiler, not on PyPI",
  ],
  [
    /^(?:conda|conda-.*|mamba|micromamba|anaconda|anaconda-.*|nb_conda|nb_conda_kernels)$/,
    "conda's own, not on PyPI",
  ],
  [
    /^gdal$/,
    "on PyPI as source only, which needs the machine's own GDAL; `rasterio`, `fiona` and `pyogrio` bring theirs",
  ],
  [
    // Several of these names are other things on PyPI: bindings, or nothing to do with the program.
    /^(?:jq|tree|less|screen|nano|which|file|patch|sed|grep|gawk|coreutils|findutils|m4|bison|flex|autoconf|automake|pkg-config|gnuplot|octave|sox|mysql|mongodb|rclone|aria2|p7zip|pigz|exiftool|openssh|gnupg|gh|hugo|nextflow|kallisto|salmon|minimap2|star|hmmer|muscle|mafft|seqtk|fastp|fastqc|vcftools|htslib|plink|gromacs)$/,
    "a program of its own, not on PyPI: install it on the machine",
  ],
  [
    /^(?:git|git-lfs|curl|wget|unzip|zip|tar|ffmpeg|graphviz|pandoc|texlive.*|tectonic|imagemagick|ghostscript|poppler|tesseract|htop|tmux|vim|postgresql|redis|redis-server|sqlite|rsync|parallel|samtools|bcftools|bedtools|bwa|blast|openmpi|mpich|nginx)$/,
    "a program of its own, not on PyPI: install it on the machine",
  ],
  [
    /^(?:lib.*|openssl|zlib|xz|bzip2|readline|ncurses|tk|libffi|boost.*|eigen|fftw|hdf5|blas|openblas|lapack|mkl-service|proj|geos|gmp|mpfr|icu|expat|freetype|jpeg|libpng|qt|qt-main|zstd|lz4-c|yaml|gsl|suitesparse|arrow-cpp|glib|cairo|pango|fontconfig|krb5)$/,
    "a system library, not on PyPI: wheels bring what they need",
  ],
];

/** What becomes of a conda package: PyPI's name, nothing at all, or the reason why it is left out. */
export type CondaFate =
  | { readonly kind: "pypi"; readonly name: string }
  | { readonly kind: "silent" }
  | { readonly kind: "left-out"; readonly reason: string };

/** @param name in lower case */
export const fateOf = (name: string): CondaFate => {
  const other = Object.hasOwn(PYPI_NAMES, name) ? PYPI_NAMES[name] : undefined;
  if (other !== undefined) return { kind: "pypi", name: other };
  if (SILENT.test(name)) return { kind: "silent" };
  const reason = REASONS.find(([pattern]) => pattern.test(name))?.[1];
  return reason === undefined ? { kind: "pypi", name } : { kind: "left-out", reason };
};
