package dev.fairlead.proxy.cli;

import dev.fairlead.gossip.net.KeyFile;
import dev.fairlead.proxy.config.ConfigException;
import dev.fairlead.proxy.config.Settings;
import dev.fairlead.proxy.config.SettingsReader;
import java.nio.file.Path;

/** Reads a configuration for commands that depend on all of it. */
final class ConfigFile {
  private ConfigFile() {}

  /** Reads {@code file} and the cluster keys it names, which commands of scripts need not. */
  static Settings read(Path file) throws ConfigException {
    return readCopy(file, file);
  }

  /** Reads a copy of {@code original}, whose folder relative paths refer to. */
  static Settings readCopy(Path file, Path original) throws ConfigException {
    Settings settings = new SettingsReader().readCopy(file, original);
    Path keys = settings.cluster().keyFile();
    if (keys != null) {
      try {
        var _ = KeyFile.read(keys);
      } catch (IllegalArgumentException e) {
        throw CommandFailed.badConfiguration(file + ": cluster.key_file: " + e.getMessage());
      }
    }
    return settings;
  }
}
