// What stands behind nixpkgs' names of libraries on a machine without Nix, as data: their files, and how other package
// managers call them.

import { library, withMacos, type SystemPackage } from "./system-package-row.ts";

const cxxRuntime = withMacos(library(["libstdc++6", "libstdc++", "gcc-libs", "libstdc++", null], "stdc++"));

/** By attribute path. */
export const systemLibraries: Readonly<Record<string, SystemPackage>> = {
  blas: library(
    ["libblas-dev", "blas-devel", "blas", "openblas-dev", "openblas"],
    ["blas", "cblas", "openblas"],
  ),
  boost: library(
    ["libboost-all-dev", "boost-devel", "boost", "boost-dev", "boost"],
    ["boost_filesystem", "boost_thread", "boost_program_options"],
  ),
  bzip2: withMacos(library(["libbz2-dev", "bzip2-devel", "bzip2", "bzip2-dev", "bzip2"], "bz2")),
  cairo: library(["libcairo2-dev", "cairo-devel", "cairo", "cairo-dev", "cairo"], "cairo"),
  "cudaPackages.cudnn": library([null, null, "cudnn", null, null], "cudnn"),
  "cudaPackages.nccl": library([null, null, "nccl", null, null], "nccl"),
  cyrus_sasl: library(
    ["libsasl2-dev", "cyrus-sasl-devel", "libsasl", "cyrus-sasl-dev", null],
    ["libsasl2", "sasl2"],
  ),
  eigen: library(["libeigen3-dev", "eigen3-devel", "eigen", "eigen-dev", "eigen"], "eigen3"),
  expat: withMacos(library(["libexpat1-dev", "expat-devel", "expat", "expat-dev", "expat"], "expat")),
  fftw: library(["libfftw3-dev", "fftw-devel", "fftw", "fftw-dev", "fftw"], ["fftw3", "fftw3f"]),
  fftwFloat: library(["libfftw3-dev", "fftw-devel", "fftw", "fftw-dev", "fftw"], ["fftw3", "fftw3f"]),
  fontconfig: library(
    ["libfontconfig-dev", "fontconfig-devel", "fontconfig", "fontconfig-dev", "fontconfig"],
    "fontconfig",
  ),
  freetype: library(
    ["libfreetype-dev", "freetype-devel", "freetype2", "freetype-dev", "freetype"],
    ["freetype2", "freetype"],
  ),
  "gcc-unwrapped": cxxRuntime,
  "gcc-unwrapped.lib": cxxRuntime,
  "gcc.cc": cxxRuntime,
  "gcc.cc.lib": cxxRuntime,
  geos: library(["libgeos-dev", "geos-devel", "geos", "geos-dev", "geos"], ["geos", "geos_c"]),
  glib: library(["libglib2.0-dev", "glib2-devel", "glib2", "glib-dev", "glib"], "glib-2.0"),
  gmp: library(["libgmp-dev", "gmp-devel", "gmp", "gmp-dev", "gmp"], "gmp"),
  grpc: library(["libgrpc++-dev", "grpc-devel", "grpc", "grpc-dev", "grpc"], "grpc"),
  gsl: library(["libgsl-dev", "gsl-devel", "gsl", "gsl-dev", "gsl"], "gsl"),
  hdf5: library(["libhdf5-dev", "hdf5-devel", "hdf5", "hdf5-dev", "hdf5"], ["hdf5", "hdf5_serial"]),
  krb5: library(["libkrb5-dev", "krb5-devel", "krb5", "krb5-dev", "krb5"], "krb5"),
  lapack: library(
    ["liblapack-dev", "lapack-devel", "lapack", "lapack-dev", "lapack"],
    ["lapack", "openblas"],
  ),
  libffi: withMacos(
    library(["libffi-dev", "libffi-devel", "libffi", "libffi-dev", "libffi"], ["libffi", "ffi"]),
  ),
  libgcc: cxxRuntime,
  libGL: withMacos(library(["libgl1", "mesa-libGL", "libglvnd", "mesa-gl", null], ["gl", "GL"])),
  libglvnd: withMacos(library(["libgl1", "mesa-libGL", "libglvnd", "mesa-gl", null], ["gl", "GL"])),
  libjpeg: library(
    ["libjpeg-dev", "libjpeg-turbo-devel", "libjpeg-turbo", "libjpeg-turbo-dev", "jpeg-turbo"],
    ["libjpeg", "jpeg"],
  ),
  libjpeg_turbo: library(
    ["libjpeg-dev", "libjpeg-turbo-devel", "libjpeg-turbo", "libjpeg-turbo-dev", "jpeg-turbo"],
    ["libjpeg", "jpeg"],
  ),
  libkrb5: library(["libkrb5-dev", "krb5-devel", "krb5", "krb5-dev", "krb5"], "krb5"),
  libmysqlclient: library(
    [
      "libmariadb-dev",
      "mariadb-connector-c-devel",
      "mariadb-libs",
      "mariadb-connector-c-dev",
      "mariadb-connector-c",
    ],
    ["libmariadb", "mariadb", "mysqlclient"],
  ),
  libpng: library(
    ["libpng-dev", "libpng-devel", "libpng", "libpng-dev", "libpng"],
    ["libpng", "png", "png16"],
  ),
  libpq: library(["libpq-dev", "libpq-devel", "postgresql-libs", "libpq-dev", "libpq"], ["libpq", "pq"]),
  libsndfile: library(
    ["libsndfile1-dev", "libsndfile-devel", "libsndfile", "libsndfile-dev", "libsndfile"],
    "sndfile",
  ),
  libsodium: library(
    ["libsodium-dev", "libsodium-devel", "libsodium", "libsodium-dev", "libsodium"],
    ["libsodium", "sodium"],
  ),
  libspatialindex: library(
    ["libspatialindex-dev", "spatialindex-devel", "spatialindex", null, "spatialindex"],
    ["libspatialindex", "spatialindex"],
  ),
  libspatialite: library(
    ["libspatialite-dev", "libspatialite-devel", "libspatialite", "libspatialite-dev", "libspatialite"],
    "spatialite",
  ),
  libtiff: library(["libtiff-dev", "libtiff-devel", "libtiff", "tiff-dev", "libtiff"], ["libtiff-4", "tiff"]),
  libuv: library(["libuv1-dev", "libuv-devel", "libuv", "libuv-dev", "libuv"], ["libuv", "uv"]),
  libwebp: library(["libwebp-dev", "libwebp-devel", "libwebp", "libwebp-dev", "webp"], ["libwebp", "webp"]),
  libxml2: withMacos(
    library(["libxml2-dev", "libxml2-devel", "libxml2", "libxml2-dev", "libxml2"], ["libxml-2.0", "xml2"]),
  ),
  libxslt: withMacos(
    library(["libxslt1-dev", "libxslt-devel", "libxslt", "libxslt-dev", "libxslt"], ["libxslt", "xslt"]),
  ),
  libyaml: library(["libyaml-dev", "libyaml-devel", "libyaml", "yaml-dev", "libyaml"], ["yaml-0.1", "yaml"]),
  "llvmPackages.openmp": library(["libomp-dev", "libomp-devel", "openmp", "openmp-dev", "libomp"], "omp"),
  "mariadb-connector-c": library(
    [
      "libmariadb-dev",
      "mariadb-connector-c-devel",
      "mariadb-libs",
      "mariadb-connector-c-dev",
      "mariadb-connector-c",
    ],
    ["libmariadb", "mariadb", "mysqlclient"],
  ),
  mkl: library(null, ["mkl_rt", "mkl-dynamic-lp64-seq"]),
  mpfr: library(["libmpfr-dev", "mpfr-devel", "mpfr", "mpfr-dev", "mpfr"], "mpfr"),
  ncurses: withMacos(
    library(
      ["libncurses-dev", "ncurses-devel", "ncurses", "ncurses-dev", "ncurses"],
      ["ncurses", "ncursesw"],
    ),
  ),
  netcdf: library(["libnetcdf-dev", "netcdf-devel", "netcdf", "netcdf-dev", "netcdf"], "netcdf"),
  openblas: library(
    ["libopenblas-dev", "openblas-devel", "openblas", "openblas-dev", "openblas"],
    "openblas",
  ),
  opencv: library(
    ["libopencv-dev", "opencv-devel", "opencv", "opencv-dev", "opencv"],
    ["opencv4", "opencv_core"],
  ),
  openldap: library(
    ["libldap-dev", "openldap-devel", "libldap", "openldap-dev", "openldap"],
    ["ldap", "ldap_r"],
  ),
  openssl: library(
    ["libssl-dev", "openssl-devel", "openssl", "openssl-dev", "openssl@3"],
    ["openssl", "ssl"],
  ),
  pango: library(["libpango1.0-dev", "pango-devel", "pango", "pango-dev", "pango"], ["pango", "pango-1.0"]),
  portaudio: library(
    ["portaudio19-dev", "portaudio-devel", "portaudio", "portaudio-dev", "portaudio"],
    ["portaudio-2.0", "portaudio"],
  ),
  proj: library(["libproj-dev", "proj-devel", "proj", "proj-dev", "proj"], "proj"),
  pythonManylinuxPackages: cxxRuntime,
  "pythonManylinuxPackages.manylinux2014Package": cxxRuntime,
  readline: withMacos(
    library(["libreadline-dev", "readline-devel", "readline", "readline-dev", "readline"], "readline"),
  ),
  snappy: library(["libsnappy-dev", "snappy-devel", "snappy", "snappy-dev", "snappy"], "snappy"),
  "stdenv.cc.cc": cxxRuntime,
  "stdenv.cc.cc.lib": cxxRuntime,
  suitesparse: library(
    ["libsuitesparse-dev", "suitesparse-devel", "suitesparse", "suitesparse-dev", "suite-sparse"],
    ["CHOLMOD", "cholmod", "suitesparseconfig"],
  ),
  tbb: library(["libtbb-dev", "tbb-devel", "onetbb", "onetbb-dev", "tbb"], "tbb"),
  tcl: library(["tcl-dev", "tcl-devel", "tcl", "tcl-dev", "tcl-tk"], ["tcl", "tcl8.6", "tcl9.0"]),
  tk: library(["tk-dev", "tk-devel", "tk", "tk-dev", "tcl-tk"], ["tk", "tk8.6", "tk9.0"]),
  unixODBC: library(["unixodbc-dev", "unixODBC-devel", "unixodbc", "unixodbc-dev", "unixodbc"], "odbc"),
  xmlsec: library(["libxmlsec1-dev", "xmlsec1-devel", "xmlsec", "xmlsec-dev", "libxmlsec1"], "xmlsec1"),
  "xorg.libICE": library(["libice-dev", "libICE-devel", "libice", "libice-dev", "libice"], ["ice", "ICE"]),
  "xorg.libSM": library(["libsm-dev", "libSM-devel", "libsm", "libsm-dev", "libsm"], ["sm", "SM"]),
  "xorg.libX11": library(["libx11-dev", "libX11-devel", "libx11", "libx11-dev", "libx11"], ["x11", "X11"]),
  "xorg.libXext": library(
    ["libxext-dev", "libXext-devel", "libxext", "libxext-dev", "libxext"],
    ["xext", "Xext"],
  ),
  "xorg.libXrender": library(
    ["libxrender-dev", "libXrender-devel", "libxrender", "libxrender-dev", "libxrender"],
    ["xrender", "Xrender"],
  ),
  zeromq: library(["libzmq3-dev", "zeromq-devel", "zeromq", "zeromq-dev", "zeromq"], ["libzmq", "zmq"]),
  zlib: withMacos(library(["zlib1g-dev", "zlib-devel", "zlib", "zlib-dev", "zlib"], ["zlib", "z"])),
};
