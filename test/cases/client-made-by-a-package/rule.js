function (user, context, callback) {
  var client = require('twilio')(configuration.SID, configuration.TOKEN);
  client.messages.create({ to: user.phone_number, body: 'login' }, function (err, message) {
    auth0.users.updateAppMetadata(user.user_id, { last_sms: message && message.sid });
  });
  callback(null, user, context);
}
