function samlSettings(user, context, callback) {
  context.samlConfiguration = context.samlConfiguration || {};
  context.samlConfiguration.audience = 'urn:sp';
  context.samlConfiguration.signResponse = false;
  context.samlConfiguration.RelayState = 'x=1';
  context.samlConfiguration.logout = { callback: 'https://sp.example.com/logout' };
  callback(null, user, context);
}
