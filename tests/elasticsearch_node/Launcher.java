import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.elasticsearch.bootstrap.BootstrapInfo;
import org.elasticsearch.cluster.ClusterName;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/** One node from the published jars. Settings come as key=value; the node ends when its standard input does. */
public final class Launcher {
    public static void main(String[] arguments) throws Exception {
        // Logging first: the parser of settings logs, and fails where it cannot.
        LogConfigurator.configureESLogging();
        LogConfigurator.registerErrorListener();
        BootstrapInfo.init();
        Path config = Path.of(System.getProperty("es.path.conf"));
        Settings base = Settings.builder().put("path.home", System.getProperty("es.path.home")).build();
        Environment environment = InternalSettingsPreparer.prepareEnvironment(base, settings(arguments), config, () -> "node");
        LogConfigurator.setClusterName(ClusterName.CLUSTER_NAME_SETTING.get(environment.settings()).value());
        LogConfigurator.setNodeName(Node.NODE_NAME_SETTING.get(environment.settings()));
        LogConfigurator.configure(environment, true);
        PluginsLoader plugins = PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir(), false),
            PluginsLoader.loadPluginsBundles(environment.pluginsDir(), false),
            Map.of());
        Node node = new Node(environment, plugins);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node, ended)));
        Thread parent = new Thread(Launcher::exitWithParent);
        parent.setDaemon(true);
        parent.start();
        node.start();
        ended.await();
    }

    private static Map<String, String> settings(String[] arguments) {
        Map<String, String> settings = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            settings.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return settings;
    }

    private static void close(Node node, CountDownLatch ended) {
        try {
            node.prepareForClose();
            node.close();
            node.awaitClose(10, TimeUnit.SECONDS);
        } catch (IOException error) {
            error.printStackTrace();
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    /** The process that started this one holds the other end: when it dies, however it dies, there is nothing more to read. */
    private static void exitWithParent() {
        try {
            while (System.in.read() >= 0) {
            }
        } catch (IOException error) {
            // As good as the end.
        }
        System.exit(0);
    }
}
