# lossbench on the processor, from a release archive:
#
#   ./mvnw package -Prelease
#   docker build -t lossbench .
#   mkdir -p results reports
#   docker run --rm --user "$(id -u):$(id -g)" -v "$PWD/results:/opt/lossbench/results" \
#     -v "$PWD/reports:/opt/lossbench/reports" lossbench run suites/quickstart.yaml
#
# The runtime has jdk.incubator.vector, which the losses are fastest with.
FROM eclipse-temurin:17-jre-noble
ADD harness/cli/target/lossbench-*.tar.gz /opt/
# Any user may run it, so the cache is where all may write, but only owners may exchange what is theirs. The first start
# keeps the classes that it has loaded for all others.
RUN cd /opt \
 && ln -s lossbench-* lossbench \
 && mkdir -m 1777 /cache \
 && lossbench/lossbench --version
ENV LOSSBENCH_CACHE=/cache
WORKDIR /opt/lossbench
ENTRYPOINT ["/opt/lossbench/lossbench"]
CMD ["--help"]
