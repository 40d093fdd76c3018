# A Spark with citymesh among its jars, for drivers and executors on Kubernetes:
#   mvn -P release package
#   docker build -t registry/citymesh-spark -f src/main/docker/spark.Dockerfile target
# Any Spark 4 with Java 17 or later will do: --build-arg SPARK=apache/spark:4.1.3-java17
ARG SPARK=apache/spark:4.0.1-java17
FROM ${SPARK}
COPY citymesh-spark4_2.13-*.jar /opt/spark/jars/citymesh.jar
